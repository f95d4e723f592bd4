import pytest
from django.test import Client

from accounts.models import Position
from fields.models import CustomField


@pytest.fixture
def browser(client):
    """Who asks, and whether for a page or a piece of it."""

    def opened(user, piece=False):
        signed_in = Client(headers={"HX-Request": "true"} if piece else {})
        signed_in.force_login(user)
        return signed_in

    return opened


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
