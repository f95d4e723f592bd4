"""Work that goes from hand to hand: sellers hand clients over to the service and to one another; some wait, some came back."""

from datetime import timedelta

from deals.models import Deal
from tasks.models import Handoff, HandoffReason, Task, TaskType

from .words import HAND_OFFS

# giver, receiver, given how many days ago, how it stands, whether the card goes along
STORIES = [
    ("anna", "vera", 20, "accepted", False),
    ("anna", "vera", 12, "done", False),
    ("boris", "vera", 15, "accepted", False),
    ("boris", "vera", 9, "returned", False),
    ("marina", "timur", 8, "done", False),
    ("ruslan", "timur", 6, "returned", False),
    ("dmitry", "anna", 5, "accepted", True),
    ("boris", "anna", 0, "attention", False),
    ("anna", "vera", 0, "attention", True),
]


def make_handoffs(language, people, now, hours):
    """By the verbs, on the newest open deals of each giver; then those of the past are put into the past."""
    words, reasons = HAND_OFFS[language], list(HandoffReason.objects.live())
    kind = TaskType.objects.filter(code="meeting").first() or TaskType.objects.first()
    used = set()
    for number, (giver, receiver, days, state, goes) in enumerate(STORIES):
        by, to = people[giver], people[receiver]
        deal = Deal.objects.open().of_owner(by.pk).on_their_way().exclude(pk__in=used).newest_first().first()
        if deal is None:
            continue
        used.add(deal.pk)
        title, note, checklist = words["work"][number % len(words["work"])]
        due, start = (hours.day(to, (now + timedelta(days=days)).date()) for days in (5, 1))
        facts = {"title": title, "type": kind, "note": note, "checklist": checklist, "due_on": due, "gives_ownership": goes}
        handoff = Handoff.give(to=to, by=by, subject=deal, planned_start=start, **facts)
        _go_on(handoff, state, to, reasons[number % len(reasons)], words["lacking"][number % len(words["lacking"])])
        if days:
            _put_back_in_time(handoff, now - timedelta(days=days), waited=40 + 37 * number)


def _go_on(handoff, state, to, reason, lacking):
    if state == "returned":
        handoff.send_back(reason, lacking, by=to)
    elif state in ("accepted", "done"):
        handoff.accept(by=to)
        if state == "done":
            handoff.task.complete(by=to, text=lacking)


def _put_back_in_time(handoff, given, waited):
    answered = given + timedelta(minutes=waited)
    accept_by = given + timedelta(hours=4)
    late = accept_by if waited > 240 else None
    moments = {"given_at": given, "accept_by": accept_by, "answered_at": answered, "late_told_at": late}
    Handoff.objects.filter(pk=handoff.pk).update(waited_minutes=waited, **moments)
    Task.objects.filter(pk=handoff.task_id).update(created_at=given)
