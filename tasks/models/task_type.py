from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.text import clean_line
from timeline.models import Entry, Recorded

from ..refusals import LastType, NotAllowed


class TaskTypeQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)

    def with_results(self):
        results = TaskResult.objects.live()
        return self.prefetch_related(models.Prefetch("results", queryset=results, to_attr="live_results"))


class TaskType(Recorded):
    """Call, meeting, letter, offer, document, other: with an icon, a usual length and a dictionary of results."""

    kind = "task_type"

    name = models.CharField(_("name"), max_length=60)
    code = models.SlugField(max_length=30, null=True, blank=True, unique=True)
    icon = models.CharField(_("icon"), max_length=40, default="checkbox")
    minutes = models.PositiveSmallIntegerField(_("usual length, minutes"), default=30)
    needs_text = models.BooleanField(_("the result needs words"), default=False)
    escalate_after = models.PositiveSmallIntegerField(_("overdue for so long, the superior is told"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TaskTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["name"], condition=Q(retired_at=None), name="one_live_task_type_per_name")]

    def __str__(self):
        return self.name

    # -- verbs ---------------------------------------------------------------

    def shape(self, *, by, results, **facts):
        """Create or change a type and its results, in this order; a result left out is retired, so that the past keeps it."""
        if not by.has_right("configure"):
            raise NotAllowed
        with transaction.atomic():
            for name, value in facts.items():
                setattr(self, name, value)
            if self.pk is None:
                self.position = (TaskType.objects.aggregate(last=Max("position"))["last"] or 0) + 1
            self.save()
            self._keep_results(list(dict.fromkeys(clean_line(name)[:80] for name in results if clean_line(name))))
            self.record("type_changed", by=by, audience=Entry.Audience.ADMINS, name=self.name, results=results)

    def retire(self, *, by):
        """Out of the choices; tasks of this type stay what they are. One type always remains; twice is once."""
        if not by.has_right("configure"):
            raise NotAllowed
        with transaction.atomic():
            live = {kind.pk for kind in TaskType.objects.live().order_by("pk").select_for_update()}
            if self.pk not in live:
                return
            if len(live) == 1:
                raise LastType
            self.retired_at = clock.now()
            self.save(update_fields=["retired_at"])
            self.record("type_retired", by=by, audience=Entry.Audience.ADMINS, name=self.name)

    def _keep_results(self, names):
        self.results.live().exclude(name__in=names).update(retired_at=clock.now())
        for place, name in enumerate(names):
            self.results.update_or_create(name=name, retired_at=None, defaults={"position": place})


class TaskResultQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)


class TaskResult(models.Model):
    """What may come of a task of this type; counted by person, type and stage."""

    type = models.ForeignKey(TaskType, on_delete=models.CASCADE, related_name="results")
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TaskResultQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["type", "name"], condition=Q(retired_at=None), name="one_live_result_per_name")]

    def __str__(self):
        return self.name
