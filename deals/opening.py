"""A new deal together with its client: one transaction, and one token makes one of each."""

from django.db import transaction

from contacts.models import Company, Contact
from crm_project.lib.once import made_before
from crm_project.lib.phone_numbers import parse
from crm_project.lib.text import clean_line

from .models import Deal


def open_deal(*, by, funnel, stage, client, new_client, values, token):
    """`client` is a company or contact at hand, or None; `new_client` is {"kind", "name", "phone"} of one to be made."""
    with transaction.atomic():
        if known := made_before(Deal, token):
            return known
        client = client or _made(new_client, by)
        if client:
            values = {**values, client.kind: client}
        return Deal.start(funnel=funnel, stage=stage, by=by, values=values, token=token)


def client_of_phone(typed, user):
    """Whom this number belongs to, among the clients the person may see."""
    number = parse(typed).e164 if typed else ""
    if not number:
        return None
    contact = Contact.objects.visible_to(user).live().filter(phones__e164=number).first()
    return contact or Company.objects.visible_to(user).live().filter(phones__e164=number).first()


def likely_clients(name, phone, user):
    """At most three clients the person may see that could be meant."""
    by_phone = client_of_phone(phone[:60], user)
    if by_phone:
        return [by_phone]
    if len(name.strip()) < 3:
        return []
    found = [model.objects.visible_to(user).live().search(name[:200])[:2] for model in (Contact, Company)]
    return [client for clients in found for client in clients][:3]


def _made(facts, by):
    name, phone = clean_line(facts.get("name") or ""), facts.get("phone") or ""
    if not name and not phone:
        return None
    if facts.get("kind") == "company":
        client = Company.open({"name": name or phone}, by=by)
    else:
        client = Contact.open({"person": name or phone}, by=by)
    if phone:
        client.add_phone(phone, by=by)
    return client
