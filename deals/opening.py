"""A new deal together with its client: one transaction, and one token makes one of each."""

from django.db import transaction

from contacts.models import Company, Contact
from crm_project.lib import clock
from crm_project.lib.phone_numbers import parse
from crm_project.lib.text import clean_line

from .models import Deal


def open_deal(*, by, funnel, stage, client, new_client, values, token):
    """`client` is a company or contact at hand, or None; `new_client` is {"kind", "name", "phone"} of one to be made."""
    if known := Deal.objects.filter(token=token).first():
        return known
    with transaction.atomic():
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


def _made(facts, by):
    name = clean_line(facts.get("name") or "")
    phone = facts.get("phone") or ""
    if not name and not phone:
        return None
    now = clock.now()
    common = {"owner": by, "department": by.department, "created_at": now, "touched_at": now, "created_by": by}
    if facts.get("kind") == "company":
        client = Company.objects.create(name=name or phone, typed_name=name, **common)
    else:
        first, _space, last = name.partition(" ")
        client = Contact.objects.create(first_name=first or phone, last_name=last, typed_name=name, **common)
    client.record("created", by=by)
    if phone:
        client.add_phone(phone)
    return client
