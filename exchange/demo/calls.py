"""Calls of the last months: talks, attempts, and a few missed ones that nobody has called back."""

from datetime import timedelta

from contacts.models import Phone
from telephony.models import Call
from timeline.models import Entry

from .words import CALLS

MONTHS = timedelta(days=120)


def make_calls(rng, language, pairs, now):
    """One or two calls for every deal that was alive in the last months, with their entries on the card."""
    phones = Phone.objects.filter(contact__in={deal.contact_id for deal, _story in pairs})
    numbers, calls = dict(phones.values_list("contact", "e164")), []
    for deal, story in pairs:
        last = story.closed_at or now
        if last < now - MONTHS:
            continue
        number = numbers.get(deal.contact_id, "")
        calls += [_call(rng, language, deal, story, number, last, now) for _ in range(rng.randint(0, 2))]
    Call.objects.bulk_create(calls, batch_size=2000)
    Entry.objects.bulk_create([_entry(call) for call in calls], batch_size=2000)


def _call(rng, language, deal, story, number, last, now):
    at = min(story.created_at + (last - story.created_at) * rng.random(), now - timedelta(minutes=5))
    incoming = rng.random() < 0.35
    outcome = rng.choices(["answered", "missed" if incoming else "no_answer"], [8, 2])[0]
    call = Call(
        direction="in" if incoming else "out",
        outcome=outcome,
        started_at=at,
        seconds=rng.randint(25, 600) if outcome == "answered" else 0,
        e164=number,
        typed=number,
        owner=story.owner,
        department=deal.department,
        deal=deal,
        contact=deal.contact,
        company=deal.company,
        result_text=rng.choice(CALLS[language]) if outcome == "answered" else "",
        recorded_at=at,
        created_by=story.owner,
    )
    if outcome == "missed" and (now - at > timedelta(days=1) or rng.random() < 0.5):
        call.called_back_at, call.called_back_by = at + timedelta(minutes=rng.randint(3, 90)), story.owner
    return call


def _entry(call):
    facts = {"direction": call.direction, "outcome": call.outcome, "seconds": call.seconds, "name": str(call.contact or call.company or "")}
    facts |= {"call": call.pk, "result": "", "text": call.result_text}
    entry = Entry.fact("deal", call.deal_id, "called", by=call.owner, at=call.started_at, **facts)
    entry.recorded_at = call.recorded_at
    return entry
