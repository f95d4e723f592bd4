"""An interested person becomes a buyer: contact, company and deal in one transaction, with the history."""

from django.db import transaction
from django.dispatch import receiver

from accounts.models import Workspace
from contacts.models import Company, Contact
from contacts.resolver import known_by
from deals.models import Deal, Funnel
from deals.refusals import CardIsClosed, NotAllowed

from .carrying import carried
from .distribution import distribute, is_for_somebody
from .models import Lead
from .signals import lead_converted, lead_named


def convert(lead, *, by, funnel=None, stage=None, values=None, contact=None, company=None, name="", waive=False):
    """The deal of a lead; twice is the same as once. A known client is used again instead of made anew.

    `contact` and `company` are clients at hand; otherwise the exact phone, e-mail decide among those `by` may see. `values`
    are fields of the deal by their keys. `waive` lets an automatic conversion pass the questions of the entry stage.
    """
    with transaction.atomic():
        lead.hold()
        if lead.deal_id:
            return lead.deal
        if not lead.is_open:
            raise CardIsClosed
        if by and not (by.may("edit", lead) and by.may("create", "deal")):
            raise NotAllowed
        company = company or _company(lead, by)
        contact = contact or _contact(lead, company, by)
        deal = _deal(lead, by, funnel, stage, contact, company, name, values or {}, waive)
        _tie(lead, deal, contact, company, by)
    return deal


def receive(values, *, by, owner=None, department=None, token=None, at=None, instead=None):
    """The one door of enquiries: a lead, handed out by the scenarios if nobody owns it; a deal where the company keeps no leads.

    `instead` gets a deal that no scenario is for; where one is and nobody could be asked yet, it waits for them.
    """
    with transaction.atomic():
        lead = Lead.receive(values, by=by, owner=owner, department=department, token=token, at=at)
        if lead.owner is None:
            distribute(lead)
        if _becomes_a_deal(lead):
            if lead.owner is None and by:
                lead.take(by=by)
            elif lead.owner is None and instead and not is_for_somebody(lead):
                lead.give_to(instead, by=None)
            if lead.owner:
                convert(lead, by=None, waive=True)
    return lead


@receiver(lead_named, dispatch_uid="leads.deal_of_a_late_hand_out")
def make_deal_of_late(sender, lead, **kwargs):
    """Nobody could be asked when it came; now that somebody is, they get the deal."""
    if _becomes_a_deal(lead):
        convert(lead, by=None, waive=True)


def _becomes_a_deal(lead):
    return Workspace.current().enquiries_become_deals and lead.is_open and Funnel.objects.for_deals().exists()


def clients_of(lead, user=None):
    """{kind: client} that the exact phone or e-mail of a lead points to; with `user` only what they may see."""
    found = {}
    for client, _how in known_by(phone=lead.phone_typed, email=lead.email):
        if user is None or type(client).objects.visible_to(user).filter(pk=client.pk).exists():
            found.setdefault(client.kind, client)
    return found


def _company(lead, by):
    if lead.company:
        return lead.company
    if known := clients_of(lead, by).get("company"):
        return known
    if not lead.company_name:
        return None
    return Company.open({"name": lead.company_name, "source": lead.source, **carried(lead, "company")}, by=by, owner=lead.owner)


def _contact(lead, company, by):
    contact = lead.contact or clients_of(lead, by).get("contact")
    if contact is None:
        if company is not None and not lead.person:
            return None
        reach = carried(lead, "contact") | {
            "phones": [lead.phone_typed] if lead.phone_typed else [],
            "emails": [lead.email] if lead.email else [],
        }
        contact = Contact.open({"person": lead.person or lead.name, "source": lead.source, **reach}, by=by, owner=lead.owner)
    if company is not None:
        company.take_in(contact, by=by)
    return contact


def _deal(lead, by, funnel, stage, contact, company, name, values, waive):
    funnel = funnel or Funnel.objects.for_deals().first()
    known = {"contact": contact, "company": company, "source": lead.source, **carried(lead, "deal", funnel)}
    filled = {key: value for key, value in {**known, **values}.items() if value not in (None, "")}
    deal = Deal.start(
        funnel=funnel, stage=stage, by=by, owner=lead.owner or by, name=name, values=filled, token=lead.token, handed_on=waive
    )
    if lead.comment:
        deal.record("enquiry", by=by, at=lead.created_at, text=lead.comment)
    return deal


def _tie(lead, deal, contact, company, by):
    """Links both ways; the lead is closed as turned into a deal, and its history is read on the deal."""
    lead.deal, lead.contact, lead.company = deal, contact, company
    lead._write(["deal", "contact", "company"])
    for client in (contact, company):
        if client is not None and (wanted := list(lead.interests.all())):
            client.interests.add(*wanted)
    lead._close_as_won(by)
    lead.record("converted", by=by, deal=deal.pk, name=deal.name)
    deal.record("from_lead", by=by, lead=lead.pk, name=lead.name)
    lead_converted.send(Lead, lead=lead, deal=deal, by=by)
