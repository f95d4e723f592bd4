"""Pages of a list by the last row shown, not by number: as fast on page 900 as on the first, and no row twice."""

import base64
import json
from datetime import date, datetime
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.utils.dateparse import parse_date, parse_datetime

from .refusals import BadParameters


def page(queryset, order, after="", size=50):
    """(rows, mark): a page of `size` rows of a queryset in `order` - ("-amount", "-pk"), no nulls - and the mark of the next.

    The mark is empty on the last page. A mark that was tampered with is a bad parameter.
    """
    return _cut(_ordered(queryset, order, after), order, size)


def page_of_parts(parts, order, after="", size=50):
    """The same over several querysets of one model at once: the newest of each are found by the index that fits it."""
    parts = [_ordered(part, order, after) for part in parts]
    if len(parts) == 1:
        return _cut(parts[0], order, size)
    first, *others = (part.select_related(None).values("pk")[: size + 1] for part in parts)
    whole = parts[0].model.objects.filter(pk__in=first.union(*others, all=True)).order_by(*order)
    whole.query.select_related = parts[0].query.select_related
    return _cut(whole, order, size)


def _ordered(queryset, order, after):
    queryset = queryset.order_by(*order)
    return queryset.filter(_below(order, unpacked(after, len(order)))) if after else queryset


def _cut(queryset, order, size):
    rows = list(queryset[: size + 1])
    mark = packed(tuple(_value(rows[size - 1], name.lstrip("-")) for name in order)) if len(rows) > size else ""
    return rows[:size], mark


def packed(values):
    text = json.dumps([_tagged(value) for value in values], cls=DjangoJSONEncoder, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpacked(mark, length):
    try:
        values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        values = [_UNTAG[kind](value) for kind, value in values]
    except (ValueError, KeyError, TypeError, ArithmeticError):
        raise BadParameters from None
    if len(values) != length or None in values:
        raise BadParameters
    return values


def _below(order, values):
    """Rows after these values: a > x, or a = x and b > y, …"""
    condition, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field = name.lstrip("-")
        condition |= equal & Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal &= Q(**{field: value})
    return condition


def _value(row, path):
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _tagged(value):
    for kind, types in (("t", datetime), ("d", date), ("n", Decimal), ("i", int)):
        if isinstance(value, types):
            return kind, value.isoformat() if kind in "td" else str(value)
    return "s", str(value)


def _decimal(text):
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


_UNTAG = {"t": parse_datetime, "d": parse_date, "n": _decimal, "i": lambda text: min(max(int(text), -(2**63)), 2**63 - 1), "s": str}
