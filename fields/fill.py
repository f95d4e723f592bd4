"""How many records say something in a field: set-based, and only of what the reader may see."""

from dataclasses import dataclass

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
    """{field pk: Rate} for all fields of an entity, by one pass over the records however many fields there are."""
    holder = holder_of(entity)
    if holder is None:
        return {field.pk: Rate() for field in fields}
    is_open = Case(When(holder.is_open or Q(pk__isnull=True), then=Value(True)), default=Value(False), output_field=BooleanField())
    counts = {f"filled_{field.pk}": Count(_said(field)) for field in fields}
    rows = holder.visible(user).order_by().annotate(is_worked_on=is_open).values("is_worked_on").annotate(count=Count("pk"), **counts)
    by_state = {row["is_worked_on"]: row for row in rows}
    return {field.pk: _rate(by_state, f"filled_{field.pk}") for field in fields}


def by_manager(field, user):
    """[(owner id or None, Rate)] of one field, the fullest last."""
    holder = holder_of(field.entity)
    if holder is None:
        return []
    rows = holder.visible(user).order_by().values("owner").annotate(count=Count("pk"), filled=Count(_said(field)))
    found = [(row["owner"], Rate(row["filled"], row["count"])) for row in rows]
    return sorted(found, key=lambda pair: (pair[1].share or 0, -pair[1].count))


def held_by(field):
    """How many records hold a value, whoever may see them: for who is about to change the field."""
    holder = holder_of(field.entity)
    if holder is None:
        return 0
    return holder.model.objects.aggregate(held=Count(_said(field)))["held"]


def _said(field):
    """The value as text, nothing where it is empty."""
    return NullIf(NullIf(KeyTextTransform(field.code, "extra"), Value("")), Value("[]"))


def _rate(by_state, name):
    still, closed = (by_state.get(state, {"count": 0, name: 0}) for state in (True, False))
    return Rate(still[name] + closed[name], still["count"] + closed["count"], still[name], still["count"])
