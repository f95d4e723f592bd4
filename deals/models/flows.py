"""How many deals came to a stage and left it, counted by the database as they do: years of history read as a few rows."""

from datetime import UTC, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum


class StageFlowQuerySet(models.QuerySet):
    def in_whole_days(self, span):
        """The rows of the UTC days between two midnights: full months as months, the others day by day."""
        first, end = span
        month, after = _month_from(first), end.replace(day=1)
        if month >= after:
            return self.filter(unit=StageFlow.Unit.DAY, begins_on__gte=first.date(), begins_on__lt=end.date())
        months = Q(unit=StageFlow.Unit.MONTH, begins_on__gte=month.date(), begins_on__lt=after.date())
        before = Q(begins_on__gte=first.date(), begins_on__lt=month.date())
        behind = Q(begins_on__gte=after.date(), begins_on__lt=end.date())
        return self.filter(months | Q(before | behind, unit=StageFlow.Unit.DAY))

    def by_cell(self):
        """[(owner id or None, stage id, entered, left, onward, lost)]"""
        sums = [Sum(name) for name in ("entered", "left", "onward", "lost")]
        rows = self.order_by().values_list("owner", "stage").annotate(*sums)
        return [(owner, stage, *numbers) for owner, stage, *numbers in rows]


class StageFlow(models.Model):
    """Stays of one owner that began and ended in one stage on a UTC day or in a UTC month, kept by a trigger on the stays."""

    class Unit(models.TextChoices):
        DAY = "day"
        MONTH = "month"

    unit = models.CharField(max_length=5, choices=Unit.choices)
    begins_on = models.DateField()
    stage = models.ForeignKey("Stage", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    entered = models.IntegerField(default=0)
    left = models.IntegerField(default=0)
    onward = models.IntegerField(default=0)
    lost = models.IntegerField(default=0)

    objects = StageFlowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "stage", "begins_on", "owner"],
                include=["entered", "left", "onward", "lost"],
                name="one_flow_per_stage_owner_and_time",
                nulls_distinct=False,
            )
        ]


def whole_days(start, end):
    """((first, end) of the full UTC days inside a span or None, the pieces of it that are left at its ends)"""
    first, last = _day_from(start), _midnight(end)
    if first >= last:
        return None, [(start, end)]
    return (first, last), [piece for piece in ((start, first), (last, end)) if piece[0] < piece[1]]


def _midnight(moment):
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _day_from(moment):
    midnight = _midnight(moment)
    return midnight if midnight == moment else midnight + timedelta(days=1)


def _month_from(midnight):
    first = midnight.replace(day=1)
    return first if first == midnight else (first + timedelta(days=32)).replace(day=1)
