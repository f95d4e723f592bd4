"""Who leads is told, once per due date, of a task that stays overdue longer than its type allows."""

from collections import defaultdict

from django.db import transaction

from accounts.schedule import Timetable
from crm_project.lib import clock
from notifications.telling import notify

from .models import Task
from .reminders import BATCH, MISSED
from .reminding import Listeners, superior_of, working_later


def escalate_overdue():
    """Claim what is overdue by its time, and tell; answers how many."""
    told = 0
    while batch := _escalate_batch():
        told += batch
    return told


def _escalate_batch():
    now = clock.now()
    with transaction.atomic():
        timetable = Timetable(at=now)
        found = Task.objects.to_escalate(now).select_for_update(of=("self",), skip_locked=True)
        people = ("owner__superior__role", "owner__department__head__role", "type")
        tasks = list(found.select_related(*people).order_by("escalate_at", "pk")[:BATCH])
        due = [task for task in tasks if not _is_put_off(task, now, timetable)]
        Task.objects.by_ids([task.pk for task in due]).update(escalated_at=now)
        _tell_all(due, now, Listeners(timetable))
    return len(tasks)


def _is_put_off(task, now, timetable):
    """A day that has become a day off since: the first working minute after it is soon enough."""
    if task.owner is None or timetable.would_work(task.owner, timetable.local_date(task.owner, now)):
        return False
    Task.objects.one(task.pk).update(escalate_at=working_later(task.owner, now, 0, timetable))
    return True


def _tell_all(due, now, listeners):
    late = defaultdict(list)
    for task in due:
        superior = superior_of(task.owner) if task.owner else None
        if superior is None:
            continue
        listener = listeners.of(superior)
        task.escalate(to=listener)
        if task.escalate_at < now - MISSED:
            late[listener].append(task)
        else:
            _tell(task, listener)
    for listener, tasks in late.items():
        _tell_missed(listener, tasks)


def _tell(task, listener):
    facts = {"title": task.title, "due": task.due_words(), "person": str(task.owner)}
    notify([listener], "task.late", task, key=f"task-late:{task.spans.latest().get().pk}", details=facts)


def _tell_missed(listener, tasks):
    """After a stop of the system one notice tells of all."""
    if len(tasks) == 1:
        _tell(tasks[0], listener)
        return
    last, ids = max(task.escalate_at for task in tasks), sorted(task.pk for task in tasks)
    key = f"task.late:{last.isoformat()}:{ids[0]}:{ids[-1]}"
    people = sorted({str(task.owner) for task in tasks})
    notify([listener], "task.late_missed", key=key, details={"n": len(tasks), "people": people[:3]})
