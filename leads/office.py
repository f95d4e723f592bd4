"""A client stands in the office: contact, deal and the first act come of one form."""

from django.db import transaction

from contacts.models import Company, Contact
from contacts.ready import office_source
from contacts.resolver import known_by
from deals.models import Act, Deal


def walk_in(facts, *, by, funnel, stage, values, token):
    """The deal of a walk-in, at any stage, already processed by this very meeting; one token makes one of each."""
    with transaction.atomic():
        if known := Deal.objects.filter(token=token).first():
            return known
        company = _company(facts, by)
        contact = _contact(facts, company, by)
        known = {"contact": contact, "company": company, "source": values.get("source") or office_source()}
        filled = {**values, **{key: value for key, value in known.items() if value}}
        deal = Deal.start(funnel=funnel, stage=stage, by=by, values=filled, token=token)
        deal.note_act(Act.Kind.MEETING, by=by)
        deal.record("logged_meeting", by=by, text=facts["note"])
    return deal


def _company(facts, by):
    name = facts.get("company_name")
    if not name:
        return None
    return Company.open({"name": name, "source": office_source()}, by=by)


def _contact(facts, company, by):
    """A known client whom one may see is used again; a foreign one is left to its owner and a card of one's own is made."""
    visible = Contact.objects.visible_to(by)
    for client, _how in known_by(phone=facts.get("phone", ""), email=facts.get("email", "")):
        if client.kind == "contact" and visible.filter(pk=client.pk).exists():
            contact = client
            break
    else:
        reach = {"phones": [facts["phone"]] if facts.get("phone") else [], "emails": [facts["email"]] if facts.get("email") else []}
        contact = Contact.open({"person": facts["person"], "source": office_source(), **reach}, by=by)
    if company:
        company.take_in(contact, by=by)
    return contact
