"""What breaches cost: closed deals with a breach of the day's rules beside those without, with the number of cases."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, Value

from deals.models import LossReason
from workday.models import Breach

from .sales import LocalDays, Median, closed_deals

ENOUGH = 20
"""Fewer closed deals on one side say nothing yet."""
REASONS = 3


@dataclass
class Side:
    """Closed deals with a breach, or without one. `days` is the median cycle of the won ones."""

    name: str
    won: int = 0
    lost: int = 0
    days: float | None = None
    reasons: list = field(default_factory=list)

    @property
    def closed(self):
        return self.won + self.lost

    @property
    def rate(self):
        return self.won / self.closed if self.closed else None

    @property
    def is_enough(self):
        return self.closed >= ENOUGH


def broke_a_rule():
    """Whether a deal was in breach at a close that counts."""
    return Exists(Breach.objects.counted().filter(deal=OuterRef("pk")))


def sides(form):
    """(with a breach, without one): closed in the period; two queries, and one for the names of the reasons."""
    days = LocalDays(F("created_at"), F("closed_at"), Value(str(form.span.zone)))
    won = Q(stage__kind="won")
    deals = closed_deals(form).annotate(broken=broke_a_rule()).order_by()
    found = {True: Side("broken"), False: Side("clean")}
    figures = {"won": Count("stage", filter=won), "lost": Count("stage", filter=Q(stage__kind="lost")), "days": Median(days, filter=won)}
    for row in deals.values("broken").annotate(**figures):
        side = found[row["broken"]]
        side.won, side.lost, side.days = row["won"], row["lost"], row["days"]
    _add_reasons(found, deals)
    return found[True], found[False]


def _add_reasons(found, deals):
    """The most frequent loss reasons of each side: [(name, id, number)]"""
    rows = deals.filter(stage__kind="lost").values_list("broken", "loss_reason").annotate(number=Count("*"))
    rows = sorted(rows, key=lambda row: -row[2])
    names = dict(LossReason.objects.filter(pk__in={row[1] for row in rows if row[1]}).values_list("pk", "name"))
    for broken, reason, number in rows:
        if len(found[broken].reasons) < REASONS:
            found[broken].reasons.append((names.get(reason, ""), reason, number))


def deals_of(form, side, outcome, reason=None):
    """The deals behind a number of a side, under the same conditions."""
    kinds = {"won": Q(stage__kind="won"), "lost": Q(stage__kind="lost"), "closed": Q(stage__kind__in=["won", "lost"])}
    deals = closed_deals(form).annotate(broken=broke_a_rule()).filter(kinds[outcome], broken=side == "broken")
    if reason is None:
        return deals
    return deals.filter(loss_reason=reason) if reason else deals.filter(loss_reason=None)
