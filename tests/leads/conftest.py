import pytest

from contacts.models import Channel, Source
from deals.models import LossReason
from leads.models import IntakePoint
from tests.factories import make_funnel


@pytest.fixture
def leads_funnel(funnel):
    made = make_funnel("Leads", cards="leads")
    for name in ("Qualified", "Offer sent", "Won"):
        made.stages.get(name=name).fields.all().delete()
    LossReason.objects.create(funnel=made, name="Spam")
    return made


@pytest.fixture
def site(db):
    return Source.objects.create(name="Enquiry from the site", code="site", channel=Channel.objects.create(name="Site"))


@pytest.fixture
def webhook(leads_funnel, sales, head, admin, site):
    """The address of Anna's and Boris's department."""
    return IntakePoint.open({"name": "Tilda", "way": "webhook", "department": sales, "source": site}, by=admin)


@pytest.fixture
def hosted(leads_funnel, sales, head, admin, site):
    """A form in English that asks for consent and may be shown by one site."""
    questions = [
        {"key": "person", "label": "Your name", "must": True},
        {"key": "phone", "label": "Your phone", "must": False},
        {"key": "email", "label": "Your e-mail", "must": False},
        {"key": "comment", "label": "What do you need?", "must": False},
        {"key": "own1", "label": "Which tractor", "must": False},
    ]
    values = {"name": "Site form", "way": "form", "language": "en", "heading": "Ask for a price", "questions": questions}
    values |= {"consent_text": "I agree to be called", "origins": ["https://www.zarya.ru"], "success_text": "We call within the hour"}
    return IntakePoint.open({**values, "department": sales, "source": site}, by=admin)
