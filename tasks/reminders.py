"""People are told of a task once, however many ticks ask at the same time; what came due while the system was down, in one notice."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction

from accounts.schedule import Timetable
from crm_project.lib import clock
from notifications.telling import notify

from .models import Reminder, Task, TaskSpan
from .reminding import Listeners, reminder_of

BATCH = 200
LONG_PAST = timedelta(days=3)
MISSED = timedelta(minutes=15)
"""A tick comes every minute: what is later than this waited for the system."""


def remind_due():
    """Claim the due reminders in batches and tell their people; answers how many."""
    told = 0
    for claim in (_claim_first, _claim_more):
        while batch := _remind_batch(claim):
            told += batch
    return told


def _remind_batch(claim):
    now = clock.now()
    with transaction.atomic():
        timetable = Timetable(at=now)
        due = claim(now, timetable)
        _tell_all(due, now, Listeners(timetable))
    return len(due)


def _claim_first(now, timetable):
    """[(task, moment)] of the reminders that stand on the tasks; claimed, or put off where the morning has moved."""
    found = Task.objects.to_remind_of(now).select_for_update(of=("self",), skip_locked=True).select_related("owner__role", "type")
    tasks = list(found.order_by("remind_at", "pk")[:BATCH])
    due = []
    for task in tasks:
        moment = _moment_now(task, task.remind_minutes, task.remind_at, timetable)
        if moment > now:
            Task.objects.one(task.pk).update(remind_at=moment)
        else:
            due.append((task, task.remind_at))
    Task.objects.by_ids([task.pk for task, _moment in due]).update(reminded_at=now)
    return due


def _claim_more(now, timetable):
    """The same of the further ones."""
    found = Reminder.objects.due(now, now - LONG_PAST).select_for_update(of=("self",), skip_locked=True)
    due = []
    for reminder in found.select_related("task__owner__role", "task__type").next_first()[:BATCH]:
        moment = _moment_now(reminder.task, reminder.minutes, reminder.remind_at, timetable)
        if moment > now:
            Reminder.objects.by_ids([reminder.pk]).update(remind_at=moment)
        else:
            due.append(reminder)
    Reminder.objects.by_ids([reminder.pk for reminder in due]).update(told_at=now)
    return [(reminder.task, reminder.remind_at) for reminder in due]


def _moment_now(task, minutes, kept, timetable):
    """The morning of an all-day task by the hours and the zone of today."""
    return reminder_of(task, minutes, timetable) if task.due_on and task.owner else kept


def _tell_all(due, now, listeners):
    planned = _planned_at([task for task, moment in due if moment < now - MISSED])
    missed = defaultdict(list)
    for task, moment in due:
        if task.owner is None:
            continue
        listener = listeners.of(task.owner)
        if task.pk in planned and planned[task.pk] < now - MISSED:
            missed[listener].append((task, moment))
        else:
            _tell(task, moment, listener)
    for listener, rows in missed.items():
        _tell_missed(listener, rows)


def _planned_at(tasks):
    """{task: when its present terms were set}: what was planned too late for its reminder was not missed."""
    return dict(TaskSpan.objects.latest().filter(task__in=tasks).values_list("task_id", "recorded_at"))


def _tell(task, moment, listener):
    facts = {"title": task.title, "due": task.due_words(), "all_day": task.due_at is None}
    key = f"task:{task.pk}:{moment.isoformat()}"
    if listener.pk == task.owner_id:
        notify([listener], "task.due", task, key=key, details=facts)
    elif Task.objects.visible_to(listener).one(task.pk).exists():
        notify([listener], "task.due", task, key=key, details=facts | {"for": str(task.owner)})
    else:
        # What one may not see is not named: the colleague and the moment are enough to ask.
        notify([listener], "task.due_with", key=key, details={"for": str(task.owner), "due": task.due_words()})


def _tell_missed(listener, rows):
    if len(rows) == 1:
        _tell(*rows[0], listener)
        return
    last = max(moment for _task, moment in rows)
    ids = sorted(task.pk for task, _moment in rows)
    key = f"task.missed:{last.isoformat()}:{ids[0]}:{ids[-1]}"
    notify([listener], "task.missed", key=key, details={"n": len({*ids})})
