"""The conditions of a rule: field, question, value. One condition narrows a queryset, be it of one deal or of all."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from crm_project.lib import clock
from crm_project.lib.formats import number
from crm_project.lib.phone_numbers import parse, part_of_number

from .deal_fields import deal_fields

WORDS = {
    "is": gettext_lazy("{field} is “{value}”"),
    "has": gettext_lazy("“{value}” is among {field}"),
    "has_not": gettext_lazy("“{value}” is not among {field}"),
    "is_not": gettext_lazy("{field} is not “{value}”"),
    "more": gettext_lazy("{field} is more than {value}"),
    "less": gettext_lazy("{field} is less than {value}"),
    "contains": gettext_lazy("{field} contains “{value}”"),
    "filled": gettext_lazy("{field} is there"),
    "empty": gettext_lazy("{field} is empty"),
    "there": gettext_lazy("{field}: there is one"),
    "missing": gettext_lazy("{field}: there is none"),
    "past": gettext_lazy("{field} is past"),
    "ahead": gettext_lazy("{field} is still ahead"),
    "within": gettext_lazy("{field} is within {value} days"),
    "yes": gettext_lazy("{field}: yes"),
    "no": gettext_lazy("{field}: no"),
}
QUESTIONS = {
    "link": ["is", "is_not", "filled", "empty"],
    "number": ["more", "less", "is", "filled", "empty"],
    "day": ["past", "ahead", "within", "filled", "empty"],
    "text": ["is", "contains", "filled", "empty"],
    "choice": ["is", "is_not", "filled", "empty"],
    "yes_no": ["yes", "no", "empty"],
    "there": ["there", "missing"],
    "choices": ["has", "has_not", "filled", "empty"],
    "phone": ["is", "contains", "filled", "empty"],
    "record": ["filled", "empty"],
}
WITHOUT_VALUE = {"filled", "empty", "there", "missing", "past", "ahead", "yes", "no"}
QUESTION_LABELS = {
    "is": gettext_lazy("is"),
    "has": gettext_lazy("has among them"),
    "has_not": gettext_lazy("has not among them"),
    "is_not": gettext_lazy("is not"),
    "more": gettext_lazy("is more than"),
    "less": gettext_lazy("is less than"),
    "contains": gettext_lazy("contains"),
    "filled": gettext_lazy("is there"),
    "empty": gettext_lazy("is empty"),
    "there": gettext_lazy("there is one"),
    "missing": gettext_lazy("there is none"),
    "past": gettext_lazy("is past"),
    "ahead": gettext_lazy("is still ahead"),
    "within": gettext_lazy("is within so many days"),
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
}


class FieldIsGone(LookupError):
    """The field of a condition was retired, or its value is none any more."""


def holding(deals, condition, fields=None):
    """Those of the deals for which the condition holds now."""
    field = field_of(condition, fields)
    return field.asked(deals).filter(_question(field, condition["op"], condition.get("value")))


def all_hold(deals, conditions, fields=None):
    for condition in conditions:
        deals = holding(deals, condition, fields)
    return deals


def first_that_fails(deals, conditions, fields=None):
    """The first condition that none of the deals meets (asked of one deal), or None."""
    return next((one for one in conditions if not holding(deals, one, fields).exists()), None)


def words_of(condition, fields=None):
    """«Sum is more than 100 000»"""
    try:
        field = field_of(condition, fields)
    except FieldIsGone:
        return _("a field that is gone")
    value = _shown(field, condition.get("value"))
    return str(WORDS[condition["op"]]).format(field=field.label, value=value)


def field_of(condition, fields=None):
    known = deal_fields() if fields is None else fields
    try:
        return known[condition["key"]]
    except KeyError:
        raise FieldIsGone(condition["key"]) from None


def _question(field, op, value):
    name, today = field.alias, clock.today(Workspace.current().zone)
    if op in ("empty", "filled"):
        return field.is_empty if op == "empty" else ~field.is_empty
    if op in ("there", "missing"):
        return field.column if op == "there" else ~field.column
    if op == "within":
        return Q(**{f"{name}__gte": today, f"{name}__lte": today + timedelta(days=int(value))})
    if op in ("has", "has_not"):
        return field.holds(value) if op == "has" else ~field.holds(value)
    if field.sort == "phone":
        value = (parse(value).e164 or value) if op == "is" else part_of_number(value) or value
    if op == "is_not":
        return ~Q(**{name: value}) | Q(**{f"{name}__isnull": True})
    return {
        "is": lambda: Q(**{f"{name}__iexact" if field.sort == "text" else name: value}),
        "more": lambda: Q(**{f"{name}__gt": Decimal(value)}),
        "less": lambda: Q(**{f"{name}__lt": Decimal(value)}),
        "contains": lambda: Q(**{f"{name}__icontains": value}),
        "past": lambda: Q(**{f"{name}__lt": today}),
        "ahead": lambda: Q(**{f"{name}__gte": today}),
        "yes": lambda: Q(**{name: "true"}),
        "no": lambda: Q(**{name: "false"}),
    }[op]()


def _shown(field, value):
    if field.records is not None:
        found = field.records.model.objects.filter(pk=value or 0).first()
        return str(found or "?")
    if field.sort == "number":
        try:
            amount = Decimal(value or 0)
        except InvalidOperation:
            return value
        return number(amount, 0 if amount == amount.to_integral_value() else 2)
    return "" if value is None else value
