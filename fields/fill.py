"""How many records say something in a field: set-based, and only of what the reader may see."""

from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, Count, Q, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import NullIf

from .holders import holder_of


@dataclass(frozen=True)
class Rate:
    """`filled` of `count`; of both how many are still worked on, where that makes a difference."""

    filled: int = 0
    count: int = 0
    open_filled: int = 0
    open_count: int = 0

    @property
    def share(self):
        return self.filled / self.count if self.count else None

    @property
    def open_share(self):
        return self.open_filled / self.open_count if self.open_count else None

    @property
    def closed_filled(self):
        return self.filled - self.open_filled

    @property
    def closed_count(self):
        return self.count - self.open_count

    @property
    def closed_share(self):
        return self.closed_filled / self.closed_count if self.closed_count else None


def rates_of(entity, fields, user):
    """{field pk: Rate} for all fields of an entity, by two passes over the records however many fields there are."""
    holder = holder_of(entity)
    if holder is None:
        return {field.pk: Rate() for field in fields}
    is_open = Case(When(holder.is_open or Q(pk__isnull=True), then=Value(True)), default=Value(False), output_field=BooleanField())
    records = holder.visible(user).order_by()
    total = records.aggregate(count=Count("pk"), open_count=Count("pk", filter=holder.is_open or Q(pk__isnull=True)))
    by_code = _by_code(records.annotate(is_worked_on=is_open).values_list("extra", "is_worked_on"))
    return {field.pk: Rate(*_pair(by_code.get(field.code, (0, 0)), total)) for field in fields}


def by_manager(field, user):
    """[(owner id or None, Rate)] of one field, the fullest last."""
    holder = holder_of(field.entity)
    if holder is None:
        return []
    said = NullIf(NullIf(KeyTextTransform(field.code, "extra"), Value("")), Value("[]"))
    rows = holder.visible(user).order_by().values("owner").annotate(count=Count("pk"), filled=Count(said))
    found = [(row["owner"], Rate(row["filled"], row["count"])) for row in rows]
    return sorted(found, key=lambda pair: (pair[1].share or 0, -pair[1].count))


def held_by(field):
    """How many records hold a value, whoever may see them: for who is about to change the field."""
    holder = holder_of(field.entity)
    if holder is None:
        return 0
    said = NullIf(NullIf(KeyTextTransform(field.code, "extra"), Value("")), Value("[]"))
    return holder.model.objects.aggregate(held=Count(said))["held"]


def _pair(filled, total):
    return filled[0], total["count"], filled[1], total["open_count"]


def _by_code(records):
    try:
        inner, params = records.query.sql_with_params()
    except EmptyResultSet:
        return {}
    sql = (
        f"SELECT said.key, count(*), count(*) FILTER (WHERE card.is_open) FROM ({inner}) AS card (extra, is_open),"  # noqa: S608
        " jsonb_each_text(card.extra) AS said WHERE said.value <> '' AND said.value <> '[]' GROUP BY said.key"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {code: (count, open_count) for code, count, open_count in cursor.fetchall()}
