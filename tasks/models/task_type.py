from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TaskTypeQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)


class TaskType(models.Model):
    """Call, meeting, letter, offer, document, other: with an icon, a usual length and a dictionary of results."""

    name = models.CharField(_("name"), max_length=60)
    code = models.SlugField(max_length=30, null=True, blank=True, unique=True)
    icon = models.CharField(_("icon"), max_length=40, default="checkbox")
    minutes = models.PositiveSmallIntegerField(_("usual length, minutes"), default=30)
    needs_text = models.BooleanField(_("the result needs words"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TaskTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["name"], condition=Q(retired_at=None), name="one_live_task_type_per_name")]

    def __str__(self):
        return self.name


class TaskResult(models.Model):
    """What may come of a task of this type; counted by person, type and stage."""

    type = models.ForeignKey(TaskType, on_delete=models.CASCADE, related_name="results")
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["type", "name"], condition=Q(retired_at=None), name="one_live_result_per_name")]

    def __str__(self):
        return self.name
