"""What practical tasks know of leads."""

from django.db.models import Q

from contacts.models import Source
from crm_project.lib.phone_numbers import parse
from training.practice.knowing import maker, picker, subject

from .models import Lead

subject(
    "lead",
    Lead,
    mine=lambda setting: Q(created_by=setting.user),
    phone=lambda value, setting: Q(phone=parse(value).e164),
    source=lambda value, setting: Q(source=value),
    owner=lambda value, setting: Q(owner=value),
)


@picker("lead_source")
def lead_source(user, luck):
    sources = list(Source.objects.live().order_by("pk"))
    return luck.choice(sources) if sources else None


@maker("lead")
def make_lead(setting, luck, *, person, phone, company="", source=None, comment=""):
    """An enquiry that waits for the person."""
    values = {"person": person, "phone_typed": phone, "company_name": company, "comment": comment}
    if source:
        values["source"] = Source.objects.get(pk=source)
    return Lead.receive(values, by=None, owner=setting.user)
