"""What the inbox shows: a view of it, a page of leads with their clocks and likely doubles, one lead beside."""

from django.db.models import Count, Q

from contacts.models import Email, Phone
from contacts.resolver import look_up
from fields.card_rows import rows_of

from .decorators import decorated
from .filters import VIEWS
from .models import FirstAnswer, Lead
from .trial import why_nobody
from .waiting import put_on

SIZE = 40


def page(chosen, user, after):
    """(leads, mark) of a LeadFilter: the waiting ones are what the first view holds."""
    rows, mark = chosen.page(after, SIZE)
    return put_doubles_on(decorated(put_on(rows, user), user)), mark


def counts(user):
    """[(name, label, number)] of the views that need action, by one query, and of none for the archives."""
    leads = Lead.objects.visible_to(user).open()
    waiting = Q(taken_at__isnull=True)
    numbers = leads.aggregate(
        new=Count("pk", filter=waiting), mine=Count("pk", filter=~waiting & Q(owner=user)), work=Count("pk", filter=~waiting)
    )
    return [(name, label, numbers.get(name)) for name, (label, _narrow) in VIEWS.items()]


def put_doubles_on(leads):
    """Set `is_double` where a known client has the phone or the e-mail: two queries for the page."""
    phones = {lead.phone for lead in leads if lead.phone}
    emails = {lead.email for lead in leads if lead.email}
    known = set(Phone.objects.filter(e164__among=phones).values_list("e164", flat=True)) if phones else set()
    known |= set(Email.objects.filter(address__among=emails).values_list("address", flat=True)) if emails else set()
    for lead in leads:
        lead.is_double = lead.is_open and bool({lead.phone, lead.email} & known - {""})
    return leads


def card_of(lead, user):
    """Everything the detail of a lead shows, by the reader's rights."""
    put_on([lead], user)
    may_edit = user.may("edit", lead)
    others = Lead.objects.visible_to(user).alike(lead).for_list()[:5]
    return {
        "lead": lead,
        "known": look_up(user, phone=lead.phone_typed, email=lead.email) if lead.is_open else [],
        "others": list(others) if lead.is_open else [],
        "answer": FirstAnswer.objects.for_source(lead.source_id) if lead.is_open else None,
        "why_nobody": why_nobody(lead, user) if lead.is_open else [],
        "own_fields": rows_of(lead, user, is_editable=may_edit and lead.is_open, funnel=lead.funnel_id),
        "may_edit": may_edit and lead.is_open,
        "may_take": lead.is_waiting and lead.owner_id in (None, user.pk) and user.may("edit", "lead"),
        "may_assign": lead.is_open and user.may_decide("reassign", lead),
        "see_contacts": user.has_right("see_contacts"),
    }
