import pytest

from accounts.models import Position
from fields.models import CustomField


@pytest.fixture
def own(admin):
    """A field of the company's own: own("deal", "Width", "number", …)."""

    def made(entity, label, kind="text", **values):
        return CustomField.add(entity, {"label": label, "type": kind, **values}, by=admin)

    return made


@pytest.fixture
def accountant(boris):
    """Boris holds the position that some fields are for."""
    boris.position = Position.objects.create(name="Accountant")
    boris.save(update_fields=["position"])
    return boris.position
