"""How cards really go through the stages of a funnel: how many came, left, jumped over, and how long they stood."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Q
from django.db.models.functions import Extract

from crm_project.lib import clock

DAYS = 90
_OLD = timedelta(days=30)
_SPENT = Extract(ExpressionWrapper(F("left_at") - F("entered_at"), output_field=DurationField()), "epoch", output_field=FloatField())


class _Half(Aggregate):
    """The value that half of the rows do not exceed."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


class _NineTenths(_Half):
    template = "%(function)s(0.9) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class StageFacts:
    """One stage in a span of time. Days are None where nobody left; `old` came more than a month before its end."""

    came: int = 0
    jumped: int = 0
    left: int = 0
    old: int = 0
    old_left: int = 0
    median: float | None = None
    ninety: float | None = None

    @property
    def jumped_share(self):
        """Of the cards that passed the stage, the part that never stood in it."""
        return self.jumped / (self.jumped + self.came) if self.jumped else 0


def stage_facts(stays, since, until=None):
    """{stage id: StageFacts} of stays that began in the span, by one query."""
    until = until or clock.now()
    stood = Q(was_skipped=False)
    gone = stood & Q(left_at__lte=until)
    old = stood & Q(entered_at__lt=until - _OLD)
    rows = (
        stays.filter(entered_at__gte=since, entered_at__lt=until)
        .order_by()
        .values_list("stage")
        .annotate(
            came=Count("pk", filter=stood),
            jumped=Count("pk", filter=~stood),
            n_left=Count("pk", filter=gone),
            old=Count("pk", filter=old),
            old_left=Count("pk", filter=old & gone),
            median=_Half(_SPENT, filter=gone),
            ninety=_NineTenths(_SPENT, filter=gone),
        )
    )
    return {pk: StageFacts(*counts, median and median / 86_400, ninety and ninety / 86_400) for pk, *counts, median, ninety in rows}


def facts_of(funnel):
    """The last ninety days of all cards of a funnel, for the administrator's advice."""
    cards = (funnel.deals if funnel.cards == "deals" else funnel.leads).model
    stays = cards.stay_model.objects.filter(stage__funnel=funnel, card__deleted_at=None)
    return stage_facts(stays, clock.now() - timedelta(days=DAYS))
