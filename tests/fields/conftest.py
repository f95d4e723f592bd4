import pytest

from fields.models import CustomField
from tests.deals.conftest import browser, cost, poor  # noqa: F401


@pytest.fixture
def own(db):
    """An own field: `own("deal", "number", label="Rows", options=[…])`."""

    def made(entity, type, label="", **values):
        number = CustomField.objects.filter(entity=entity).count() + 1
        values.setdefault("options", [])
        return CustomField.objects.create(entity=entity, type=type, label=label or f"Field {number}", code=f"f{number}", position=number, **values)

    return made
