"""What pages show of hand-offs, and who is told when one is not accepted in time."""

from collections import defaultdict

from django.db import transaction

from accounts.schedule import Timetable
from crm_project.lib import clock
from notifications.telling import notify
from timeline.privacy import closed_places

from .models import Handoff, Task
from .permissions import may_answer
from .reminders import BATCH, MISSED
from .reminding import Listeners, superior_of, working_later
from .rows import rows_of

MOST = 50


def waiting_for(user):
    """Rows of what was handed to the user, or to whom they stand in for, and waits for a yes; each with its hand-off."""
    tasks = Task.objects.visible_to(user).to_accept(user).for_list().with_handoff().next_first()
    return {"rows": rows_of(tasks[:MOST], user), "user": user}


def handoff_page(task, user):
    """What the page of a task shows of its hand-off; nothing for a task that was not handed over."""
    handoff = Handoff.objects.of_task(task) if task.handed else None
    if handoff is None:
        return {}
    may = may_answer(user, task)
    sees_card = task.subject is None or user.may("see", task.subject)
    return {
        "handoff": handoff,
        "files": list(handoff.files.live().outside(closed_places(user))),
        "opens_files": sees_card,
        "answers": task.waits and may,
        "recalls": task.waits and handoff.giver_id == user.pk,
        "ticks": task.is_open and not task.waits and may,
        "items": list(enumerate(handoff.checklist)),
    }


def way_of(record):
    """From hand to hand: the hand-offs of a card, the oldest first."""
    return list(Handoff.objects.about(record))


# -- nobody has accepted it in time ------------------------------------------------


def tell_of_unaccepted():
    """Claim what waits beyond its limit, and tell; answers how many."""
    told = 0
    while batch := _tell_batch():
        told += batch
    return told


def _tell_batch():
    now = clock.now()
    with transaction.atomic():
        timetable = Timetable(at=now)
        found = Handoff.objects.unanswered(now).select_for_update(of=("self",), skip_locked=True)
        people = ("giver__role", "task__owner__superior__role", "task__owner__department__head__role", "task__type")
        handoffs = list(found.select_related(*people).order_by("accept_by", "pk")[:BATCH])
        due = [one for one in handoffs if not _is_put_off(one, now, timetable)]
        Handoff.objects.filter(pk__in=[one.pk for one in due]).update(late_told_at=now)
        _tell_all(due, now, Listeners(timetable))
    return len(handoffs)


def _is_put_off(handoff, now, timetable):
    """A day that has become a day off since: the first working minute after it is soon enough."""
    owner = handoff.task.owner
    if timetable.would_work(owner, timetable.local_date(owner, now)):
        return False
    Handoff.objects.filter(pk=handoff.pk).update(accept_by=working_later(owner, now, 0, timetable))
    return True


def _tell_all(due, now, listeners):
    """The superior of the receiver and the giver; after a stop of the system each hears of all by one notice."""
    missed = defaultdict(list)
    for handoff in due:
        superior = superior_of(handoff.task.owner)
        told = {listeners.of(person) for person in (superior, handoff.giver) if person is not None}
        handoff.escalate(to=superior)
        for person in told:
            if handoff.accept_by < now - MISSED:
                missed[person].append(handoff)
            else:
                _tell(handoff, person)
    for person, handoffs in missed.items():
        if len(handoffs) == 1:
            _tell(handoffs[0], person)
        else:
            key = f"handoff.late_missed:{now.date().isoformat()}:{handoffs[0].pk}:{handoffs[-1].pk}"
            notify([person], "handoff.late_missed", key=key, details={"n": len(handoffs)})


def _tell(handoff, person):
    facts = {"title": handoff.task.title, "person": str(handoff.task.owner), "giver": str(handoff.giver)}
    key = f"handoff.late:{handoff.pk}:{handoff.accept_by.isoformat()}"
    notify([person], "handoff.late", handoff.task, key=key, details=facts)
