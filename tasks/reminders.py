"""People are told of a task once, however many ticks ask at the same time."""

from django.db import transaction

from crm_project.lib import clock
from notifications.telling import notify

from .models import Task

BATCH = 200


def remind_due():
    """Claim the due reminders in batches and tell their people; answers how many."""
    told = 0
    while batch := _remind_batch():
        told += batch
    return told


def _remind_batch():
    now = clock.now()
    with transaction.atomic():
        due = Task.objects.to_remind_of(now).select_for_update(of=("self",), skip_locked=True).select_related("owner", "type")
        tasks = list(due.order_by("remind_at", "pk")[:BATCH])
        Task.objects.filter(pk__in=[task.pk for task in tasks]).update(reminded_at=now)
        for task in tasks:
            _tell(task)
    return len(tasks)


def _tell(task):
    facts = {"title": task.title, "due": task.due_words(), "all_day": task.due_at is None}
    notify([task.owner], "task.due", task, key=f"task:{task.pk}:{task.remind_at.isoformat()}", details=facts)
