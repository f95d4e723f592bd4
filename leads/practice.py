"""What practical tasks know of leads."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Source
from crm_project.lib.phone_numbers import parse
from training.practice import vocabulary
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


# -- how people call it --------------------------------------------------------------

SOURCE = vocabulary.given(_("Source"), "pick:lead_source")

vocabulary.subject("lead", _("Lead"), phone=vocabulary.PHONE, source=SOURCE, owner=vocabulary.OWNER)
vocabulary.maker(
    "lead",
    _("Lead"),
    makes="lead",
    person=vocabulary.given(_("Client"), "fake:person", needed=True),
    phone=vocabulary.given(_("Phone"), "fake:phone", needed=True),
    company=vocabulary.given(_("Company"), "fake:company"),
    source=SOURCE,
    comment=vocabulary.text(_("Comment")),
)
vocabulary.picker("lead_source", _("Source of the company"), usual="source")
vocabulary.event("lead.taken", _("A lead was taken"))
vocabulary.event("lead.converted", _("A lead was turned into a deal"))
vocabulary.start("leads:inbox", _("Leads"))
