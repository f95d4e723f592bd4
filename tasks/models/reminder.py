from django.db import models
from django.db.models import Q

from .task import Task


class ReminderQuerySet(models.QuerySet):
    def due(self, at, since):
        """Of open tasks, not given yet, not long past."""
        waiting = self.filter(told_at__isnull=True, remind_at__lte=at, remind_at__gt=since)
        return waiting.filter(task__done_at__isnull=True, task__dropped_at__isnull=True)

    def waiting_for_a_morning(self, user):
        open_ones = {"task__owner": user, "task__done_at": None, "task__dropped_at": None}
        return self.filter(**open_ones, task__due_on__isnull=False, told_at=None)

    def by_ids(self, ids):
        return self.filter(pk__in=ids)

    def next_first(self):
        return self.order_by("remind_at", "pk")


class Reminder(models.Model):
    """One more reminder of a task, besides the one that stands on it; told once, and anew when the task's terms change."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reminders")
    minutes = models.PositiveIntegerField()
    remind_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "minutes"], name="one_reminder_per_task_and_span")]
        indexes = [models.Index(fields=["remind_at"], name="reminders_to_give", condition=Q(told_at=None))]
