from django.conf import settings
from django.db import models
from django.db.models import Q

from crm_project.lib import clock
from deals.models import Deal
from leads.models import Lead


class TaskSpanQuerySet(models.QuerySet):
    def at(self, moment):
        """What stood open at a past moment, as the server knew it then."""
        return self.filter(recorded_at__lte=moment, replaced_at__gt=moment)

    def latest(self):
        return self.filter(replaced_at=clock.FOREVER)

    def replaced(self):
        return self.exclude(replaced_at=clock.FOREVER).order_by("-replaced_at", "-pk")


class TaskSpan(models.Model):
    """A task stood open for a deal or a lead, with this owner and this due moment, from when to when by the server's clock."""

    task = models.ForeignKey("Task", on_delete=models.CASCADE, related_name="spans")
    deal = models.ForeignKey(Deal, null=True, on_delete=models.CASCADE, related_name="task_spans")
    lead = models.ForeignKey(Lead, null=True, on_delete=models.CASCADE, related_name="task_spans")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=clock.FOREVER)
    is_taken_back = models.BooleanField(default=False)

    objects = TaskSpanQuerySet.as_manager()

    @property
    def is_due(self):
        """What waits for acceptance stands open without a due moment: it is nobody's promise yet."""
        return self.due_at is not None or self.due_on is not None

    class Meta:
        indexes = [
            models.Index(fields=["deal", "replaced_at"], name="spans_of_a_deal"),
            models.Index(fields=["owner", "replaced_at"], name="spans_of_a_person"),
            models.Index(fields=["task", "replaced_at"], name="spans_of_a_task"),
        ]
        constraints = [models.UniqueConstraint(fields=["task"], condition=Q(replaced_at=clock.FOREVER), name="one_open_span_per_task")]
