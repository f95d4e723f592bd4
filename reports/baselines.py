"""Baselines proposed from the past: what a person and the company brought in an average month, with the sum written out."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from accounts.models import User, Workspace
from accounts.scopes import Scope
from contacts.limits import segments_of
from crm_project.lib import clock

from .models import Baseline
from .period import Period
from .scope import deals_for

_TENTH, _CENT = Decimal("0.1"), Decimal("0.01")
_SHARE = Decimal("0.0001")


@dataclass
class Month:
    won: int = 0
    lost: int = 0
    amount: Decimal = Decimal(0)


@dataclass
class Proposal:
    """Of one person, or of the company (`owner` None): `months` are {first day: Month} of those that count, in order."""

    owner: object
    months: dict = field(default_factory=dict)
    stored: object = None
    sees_money: bool = True

    @property
    def key(self):
        return str(self.owner.pk) if self.owner else "company"

    @property
    def total_won(self):
        return sum(month.won for month in self.months.values())

    @property
    def total_closed(self):
        return self.total_won + sum(month.lost for month in self.months.values())

    @property
    def total_amount(self):
        return sum((month.amount for month in self.months.values()), Decimal(0))

    @property
    def won(self):
        return (Decimal(self.total_won) / len(self.months)).quantize(_TENTH, ROUND_HALF_UP)

    @property
    def amount(self):
        return (self.total_amount / len(self.months)).quantize(_CENT, ROUND_HALF_UP) if self.sees_money else None

    @property
    def conversion(self):
        return (Decimal(self.total_won) / self.total_closed).quantize(_SHARE, ROUND_HALF_UP) if self.total_closed else None

    @property
    def figures(self):
        return {"won": self.won, "amount": self.amount, "conversion": self.conversion, "currency": Workspace.current().currency}

    @property
    def how(self):
        """The figures of each month, so that the sum can be done again whatever becomes of the deals."""
        return {"months": [[day.isoformat(), month.won, month.lost, str(month.amount)] for day, month in self.months.items()]}

    @property
    def is_stored(self):
        return self.stored is not None and all(getattr(self.stored, name) == self.figures[name] for name in Baseline.FIGURES)


def may_set(user):
    """Those who lead people and see all they sell: neither a figure for oneself alone nor one of a segment is a goal."""
    return not segments_of(user) and user.has_right("reassign") and Scope(user.scope_of("report", "see")).width >= Scope.DEPARTMENT.width


def may_set_of_company(user):
    return may_set(user) and user.has_right("configure") and user.scope_of("report", "see") == Scope.ALL


def proposals(user, month, count):
    """People who have closed a deal in the `count` full months before this one, the company first for whoever may set its own."""
    span = _span(count)
    found = _months_of(user, span)
    people = {one.pk: one for one in User.objects.filter(pk__in=[pk for pk in found if pk]).by_name()}
    known, money = Baseline.objects.by_owner(month), user.has_right("see_money")
    rows = [
        Proposal(one, _counted(found[pk], span), known.get(pk), money)
        for pk, one in people.items()
        if pk != user.pk or may_set_of_company(user)
    ]
    if may_set_of_company(user) and found:
        rows.insert(0, Proposal(None, _counted(_together(found), span), known.get(None), money))
    return rows


def months_to_set():
    """The current month and the eleven after it."""
    first = clock.today(Workspace.current().zone).replace(day=1)
    return [_later(first, number) for number in range(12)]


def _span(count):
    """Full months only: the running one would pull every average down."""
    zone = ZoneInfo(Workspace.current().zone)
    this = clock.today(Workspace.current().zone).replace(day=1)
    return Period(_later(this, -count), date.fromordinal(this.toordinal() - 1), zone)


def _months_of(user, span):
    """{owner id: {first day: Month}}; deals of other currencies count as deals, but not in the sum."""
    deals = deals_for(user).filter(closed_at__gte=span.start, closed_at__lt=span.end)
    won, ours = Q(stage__kind="won"), Q(currency=Workspace.current().currency)
    rows = deals.annotate(at=TruncMonth("closed_at", tzinfo=span.zone)).values("owner", "at").order_by()
    figures = {
        "n_won": Count("pk", filter=won),
        "n_lost": Count("pk", filter=Q(stage__kind="lost")),
        "sum_won": Sum("amount", filter=won & ours),
    }
    found = defaultdict(dict)
    for row in rows.annotate(**figures):
        found[row["owner"]][row["at"].date()] = Month(row["n_won"], row["n_lost"], row["sum_won"] or Decimal(0))
    return found


def _together(found):
    whole = defaultdict(Month)
    for months in found.values():
        for day, month in months.items():
            known = whole[day]
            whole[day] = Month(known.won + month.won, known.lost + month.lost, known.amount + month.amount)
    return whole


def _counted(months, span):
    """From the first month with a closed deal on: before it the person was not here yet; empty months in between count."""
    day, counted = min(months), {}
    while day <= span.last:
        counted[day] = months.get(day, Month())
        day = _later(day, 1)
    return counted


def _later(day, months):
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
