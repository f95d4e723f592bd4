"""Whom and what a call is about: named by the card it is logged from, or found by the number."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contacts.resolver import known_by
from deals.models import Deal
from leads.models import Lead
from tasks.subjects import named_in

MOST_DEALS = 20


@dataclass
class About:
    """Links of a call as the person who logs it may see them; `deals` are the open ones to choose from."""

    deal: Any = None
    lead: Any = None
    contact: Any = None
    company: Any = None
    deals: tuple = ()

    @property
    def card(self):
        return self.deal or self.lead or self.contact or self.company

    @property
    def client(self):
        return self.contact or self.lead or self.company

    @cached_property
    def phone(self):
        """The number one would call first."""
        if self.lead:
            return self.lead.phone
        phones = [phone for client in (self.contact, self.company) if client for phone in client.phones.all()]
        return next((phone.e164 or phone.typed for phone in phones), "")

    def links(self):
        return {"deal": self.deal, "lead": self.lead, "contact": self.contact, "company": self.company}


def about(parameters, user, phone=""):
    """From ?deal=7 and the like; without a card from the number, among what the user may see."""
    record = named_in(parameters, user)
    if record is not None:
        return about_record(record, user)
    return about_number(phone, user) if phone else About()


def about_record(record, user):
    if record.kind == "deal":
        return About(deal=record, contact=record.contact, company=record.company)
    if record.kind == "lead":
        return About(lead=record)
    return _about_client(record, user)


def about_number(phone, user):
    """The client with this number; failing that the newest open lead."""
    for client, _how in known_by(phone=phone):
        if type(client).objects.visible_to(user).filter(pk=client.pk).exists():
            return _about_client(client, user)
    lead = Lead.objects.visible_to(user).open().filter(phone=phone).order_by("-created_at").first()
    return About(lead=lead) if lead else About()


def _about_client(client, user):
    deals = tuple(Deal.objects.visible_to(user).open().filter(**{client.kind: client}).order_by("-created_at")[:MOST_DEALS])
    return About(deal=deals[0] if len(deals) == 1 else None, deals=deals, **{client.kind: client})
