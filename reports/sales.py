"""Closed deals by person, product, month and so on: win rate, sums and cycle, with the records behind each number."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db import models
from django.db.models import Aggregate, Avg, Count, F, FloatField, Func, Q, Sum, Value
from django.db.models.functions import TruncMonth, TruncQuarter

from accounts.models import Department, User
from contacts.models import Source
from deals.models import LossReason, Product
from fields import querying
from fields.reading import words_of

from .narrowing import narrowed_deals, with_product

_COUNTED = ("won", "lost", "sum_won", "priced")
_CYCLES = ("cycle", "cycle_median", "closed_cycle", "closed_cycle_median")


class Median(Aggregate):
    """The middle value; the mean of the two middle ones of an even number."""

    function = "PERCENTILE_CONT"
    name = "median"
    output_field = FloatField()
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


class LocalDays(Func):
    """Whole days from one moment to another by the dates on the walls of a zone: LocalDays(first, last, zone)."""

    output_field = models.IntegerField()

    def as_sql(self, compiler, connection, **context):
        (first, of_first), (last, of_last), (zone, of_zone) = [compiler.compile(part) for part in self.source_expressions]
        sql = f"(({last} AT TIME ZONE {zone})::date - ({first} AT TIME ZONE {zone})::date)"
        return sql, [*of_last, *of_zone, *of_first, *of_zone]


@dataclass
class SalesRow:
    """One line of the report. Sums are {currency: Decimal}; cycles are days, None where nothing was closed."""

    key: object
    label: str = ""
    won: int = 0
    lost: int = 0
    sums: dict = field(default_factory=dict)
    cycle: float | None = None
    cycle_median: float | None = None
    closed_cycle: float | None = None
    closed_cycle_median: float | None = None
    own_sum: Decimal | None = None

    @property
    def closed(self):
        return self.won + self.lost

    @property
    def win_rate(self):
        return self.won / self.closed if self.closed else None

    @property
    def averages(self):
        return [(currency, total / count) for currency, (total, count) in sorted(self.sums.items()) if count]

    def average(self, currency):
        return dict(self.averages).get(currency)


def closed_deals(form):
    """The deals a sales report counts: closed inside the period."""
    span = form.span
    deals = narrowed_deals(form).filter(closed_at__gte=span.start, closed_at__lt=span.end)
    return deals.filter(querying.of_its_funnels(form.group_field)) if form.group_field else deals


def sales_rows(form):
    """(rows in their natural order, the total row): one query for the rows, one for the total."""
    deals = _with_key(closed_deals(form), form)
    rows = _aggregate(deals.values("key", "currency"), form)
    _name(rows, form)
    total = _aggregate(closed_deals(form).annotate(key=Value(0)).values("key", "currency"), form)
    return _ordered(rows.values(), form.grouping), (total.get(0) or SalesRow(0))


def key_figures(form):
    """The total row as the cards show it: counts, sums and the median cycle of what was won."""
    total = _aggregate(closed_deals(form).annotate(key=Value(0)).values("key", "currency"), form, {*_COUNTED, "cycle_median"})
    return total.get(0) or SalesRow(0)


def lost_by_reason(form):
    """Rows of the reasons, the most frequent first; only `lost` is filled."""
    lost = closed_deals(form).filter(stage__kind="lost").annotate(key=F("loss_reason")).values("key")
    rows = {row["key"]: SalesRow(row["key"], lost=row["number"]) for row in lost.annotate(number=Count("*")).order_by()}
    _name_records(rows, "reason")
    return sorted(rows.values(), key=lambda row: (not row.label, -row.lost, row.label))


def _with_key(deals, form):
    group, zone = form.grouping, form.span.zone
    if form.group_field:
        return deals.annotate(key=querying.group_of(form.group_field))
    if group == "product":
        return with_product(deals).annotate(key=F("main_product"))
    keys = {
        "owner": F("owner"),
        "superior": F("owner__superior"),
        "department": F("department"),
        "source": F("source"),
        "industry": F("company__industry"),
        "reason": F("loss_reason"),
        "month": TruncMonth("closed_at", tzinfo=zone),
        "quarter": TruncQuarter("closed_at", tzinfo=zone),
    }
    return deals.annotate(key=keys[group])


def _aggregate(groups, form, wanted=None):
    """{key: SalesRow}. Counts and sums come per currency; cycles of a key with two currencies are asked for apart."""
    figures = {name: figure for name, figure in _figures(form).items() if wanted is None or name in wanted}
    rows, mixed = {}, set()
    for group in groups.annotate(**figures).order_by():
        if group["key"] in rows:
            mixed.add(group["key"])
        _add(rows.setdefault(group["key"], SalesRow(group["key"])), group)
    if mixed:
        whole = groups.values("key").annotate(**{name: figure for name, figure in figures.items() if name in _CYCLES}).order_by()
        for group in whole:
            _take_cycles(rows[group["key"]], group)
    return rows


def _figures(form):
    won, days = Q(stage__kind="won"), LocalDays(F("created_at"), F("closed_at"), Value(str(form.span.zone)))
    own = _own_figure(form.sum_field, won) if form.sum_field else {}
    return {
        "won": Count("stage", filter=won),
        "lost": Count("stage", filter=Q(stage__kind="lost")),
        "sum_won": Sum("amount", filter=won),
        "priced": Count("amount", filter=won),
        "cycle": Avg(days, filter=won),
        "cycle_median": Median(days, filter=won),
        "closed_cycle": Avg(days),
        "closed_cycle_median": Median(days),
        **own,
    }


def _own_figure(field, won):
    return {"own_sum": Sum(querying.AsNumber(querying.text_of(field)), filter=won & querying.of_its_funnels(field))}


def _add(row, group):
    row.won += group["won"]
    row.lost += group["lost"]
    if group["priced"]:
        row.sums[group["currency"]] = (group["sum_won"] or Decimal(0), group["priced"])
    if group.get("own_sum") is not None:
        row.own_sum = (row.own_sum or Decimal(0)) + group["own_sum"]
    _take_cycles(row, group)


def _take_cycles(row, group):
    for name in _CYCLES:
        value = group.get(name)
        setattr(row, name, None if value is None else float(value))


def _name(rows, form):
    """Words for the keys, by one query."""
    if form.group_field:
        named = words_of(form.group_field, rows)
        for key, row in rows.items():
            row.label = named[key]
    else:
        _name_records(rows, form.grouping)


def _name_records(rows, group):
    models_of = {"owner": User, "superior": User, "department": Department, "product": Product, "source": Source, "reason": LossReason}
    if group in models_of:
        names = {record.pk: str(record) for record in models_of[group].objects.filter(pk__in=[key for key in rows if key])}
        for key, row in rows.items():
            row.label = names.get(key, "")
    elif group == "industry":
        for key, row in rows.items():
            row.label = key or ""


def _ordered(rows, group):
    if group in ("month", "quarter"):
        return sorted(rows, key=lambda row: row.key)
    return sorted(rows, key=lambda row: (not row.label, -row.won, row.label))
