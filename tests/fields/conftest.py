import pytest

from fields.models import CustomField
from leads.models import Lead
from tests.deals.conftest import cost, poor  # noqa: F401
from tests.factories import make_company, make_contact, make_deal, make_funnel


@pytest.fixture
def own(db):
    """An own field: `own("deal", "number", label="Rows", options=[…])`."""

    def made(entity, type, label="", **values):
        number = CustomField.objects.filter(entity=entity).count() + 1
        values.setdefault("options", [])
        return CustomField.objects.create(
            entity=entity, type=type, label=label or f"Field {number}", code=f"f{number}", position=number, **values
        )

    return made


@pytest.fixture
def make(anna, stages):
    make_funnel("Leads", cards="leads")
    return {
        "deal": lambda owner: make_deal(owner, name="Record"),
        "company": lambda owner: make_company(owner, "Record"),
        "contact": lambda owner: make_contact(owner, "Record", "Person"),
        "lead": lambda owner: Lead.receive({"person": "Record", "phone_typed": "8 918 111-19-06"}, by=owner, owner=owner),
    }
