"""What a task or a call may be about: deals, leads, contacts, companies; how each is found and where it opens."""

from django.http import Http404

from contacts.models import Company, Contact
from deals.models import Deal
from leads.models import Lead
from timeline import subjects

MODELS = {"deal": Deal, "lead": Lead, "contact": Contact, "company": Company}


def find(kind, pk, user):
    """The record if the user may see it; otherwise it does not exist."""
    model = MODELS.get(kind)
    record = model.objects.visible_to(user).live().filter(pk=pk).first() if model else None
    if record is None:
        raise Http404
    return record


def named_in(parameters, user):
    """The record named as ?deal=7, ?lead=, ?contact= or ?company=; None when none is named."""
    for kind in MODELS:
        if value := parameters.get(kind):
            return find(kind, int(value), user) if value.isdecimal() and len(value) < 16 else find("", 0, user)
    return None


def url_of(record):
    """Where the card of a record opens, or nothing while there is no such page."""
    return subjects.url_of(record) if record is not None else ""
