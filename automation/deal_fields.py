"""What a condition may ask of a deal: each field knows its column, so that one deal and a hundred thousand are asked alike."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import BooleanField, Case, CharField, DateField, DecimalField, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from contacts.models import Source
from deals.card_fields import BUILT_IN
from deals.models import DealLine, Stage
from fields.models import CustomField
from tasks.models import Task

_WORDED = ("text", "choice", "choices", "phone", "record")
NUMBER, DAY = r"^-?\d+(\.\d+)?$", r"^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])$"


@dataclass(frozen=True)
class DealField:
    """`column` is an expression of the deal; `sort` says which questions make sense: link, number, day, text, yes_no, there."""

    key: str
    label: object
    sort: str
    column: object
    records: object = None
    options: tuple = ()

    @property
    def is_empty(self):
        return Q(**{f"{self.alias}__isnull": True}) | (Q(**{f"{self.alias}__in": ["", "[]"]}) if self.sort in _WORDED else Q(pk__in=[]))

    @property
    def has_options(self):
        return self.sort in ("choice", "choices")

    def holds(self, value):
        """The condition under which a list has this value."""
        return Q(extra__contains={self.key.removeprefix("extra_"): [value]})

    @property
    def alias(self):
        return f"asked_{self.key}"

    def asked(self, deals):
        """The deals with the column under its alias."""
        return deals if self.sort == "there" else deals.alias(**{self.alias: self.column})


def deal_fields(funnel=None):
    """{key: DealField}, built-in ones first."""
    people = get_user_model().objects.active().by_name()
    lines = Exists(DealLine.objects.filter(deal=OuterRef("pk")))
    stages = Stage.objects.live().filter(funnel=funnel) if funnel else Stage.objects.all()
    known = [
        DealField("stage", _("Stage"), "link", F("stage_id"), stages),
        DealField("owner", _("Owner"), "link", F("owner_id"), people),
        DealField("source", _("Source"), "link", F("source_id"), Source.objects.live()),
        DealField("amount", _("Sum"), "number", F("amount")),
        DealField("company", _("Company"), "there", Q(company__isnull=False)),
        DealField("contact", _("Contact"), "there", Q(contact__isnull=False)),
        DealField("product", _("Product"), "there", Q(lines)),
        DealField("task", _("Open task"), "there", Q(Exists(_open_tasks()))),
        *(DealField(key, BUILT_IN[key].label, "day", F(key)) for key in ("expected_close_on", "decision_on")),
        *(DealField(key, BUILT_IN[key].label, "text", F(key)) for key in ("contract_number", "competitor")),
    ]
    known += [_custom(field) for field in CustomField.objects.of("deal") if field.type in _SORTS]
    return {field.key: field for field in known}


def date_fields():
    """[(key, label)] of the dates a rule may wait for."""
    return [(field.key, field.label) for field in deal_fields().values() if field.sort == "day"]


def _open_tasks():
    return Task.objects.open().filter(deal=OuterRef("pk"))


_SORTS = {
    "text": "text", "link": "text", "phone": "phone", "client": "record", "file": "record", "number": "number", "money": "number",
    "date": "day", "choice": "choice", "choices": "choices", "yes_no": "yes_no", "user": "link",
}  # fmt: skip


def _custom(field):
    text = KeyTextTransform(field.code, "extra")
    sort, records = _SORTS[field.type], None
    if sort == "number":
        text = _cast(text, NUMBER, DecimalField(max_digits=30, decimal_places=6))
    elif sort == "day":
        text = _cast(text, DAY, DateField())
    elif sort == "link":
        text, records = (
            _cast(text, r"^\d{1,15}$", DecimalField(max_digits=15, decimal_places=0)),
            get_user_model().objects.active().by_name(),
        )
    return DealField(f"extra_{field.code}", field.label, sort, text, records, tuple(field.options or ()))


def _cast(text, shape, output):
    """The text as a number or a date; what does not look like one counts as empty instead of stopping the question."""
    return Case(When(Q(_matches(text, shape)), then=Cast(text, output)), default=Value(None), output_field=output)


def _matches(text, shape):
    return Func(Cast(text, CharField()), Value(shape), template="(%(expressions)s)", arg_joiner=" ~ ", output_field=BooleanField())
