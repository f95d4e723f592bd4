"""What the database can be asked about own fields: typed reading of their JSON, conditions, order. Set-based, no row is read here."""

import re
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import Case, DecimalField, F, Func, IntegerField, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce, Left
from django.db.models.lookups import Exact, GreaterThanOrEqual, In, IsNull, LessThanOrEqual, Regex

from crm_project.lib.text import clean

SEARCHED = {"text", "phone", "link"}
SORTABLE = {"text", "number", "money", "date", "choice", "choices", "yes_no", "link", "user", "phone"}
GROUPABLE = {"choice", "choices", "yes_no", "user"}
_LETTERS = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯёABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜІЇЄҐ"
_FOLDED = "абвгдеежзийклмнопрстуфхцчшщъыьэюяеabcdefghijklmnopqrstuvwxyzäöüіїєґ"
_TABLE = str.maketrans(_LETTERS, _FOLDED)
_SPELT = {small: {small, *(large for large, one in zip(_LETTERS, _FOLDED, strict=True) if one == small)} for small in _FOLDED}
_LONGEST_KEY, _COMMON = 80, 60
_THREE_LETTERS = re.compile(r"\w{3}")


class Everything(Func):
    """All values of the own fields of a record as one text, for the trigram index that narrows the search."""

    template = "(jsonb_path_query_array(%(expressions)s, '$.*')::text)"
    output_field = TextField()


class AsNumber(Func):
    """A number that is kept as text; whatever is no number is nothing, never an error."""

    template = "CASE WHEN %(expressions)s ~ '^-?[0-9]{1,18}([.][0-9]{1,10})?([eE][+-]?[0-9])?$' THEN (%(expressions)s)::numeric END"
    output_field = DecimalField(max_digits=60, decimal_places=20)

    def as_sql(self, compiler, connection, **context):
        sql, params = compiler.compile(self.source_expressions[0])
        return self.template % {"expressions": sql}, [*params, *params]


class EachOf(Func):
    """One row for each text of a list, one empty for none: whoever groups by it counts a record under each."""

    template = (
        "jsonb_array_elements_text(CASE WHEN jsonb_typeof(%(expressions)s) = 'array' AND %(expressions)s <> '[]'::jsonb"
        " THEN %(expressions)s ELSE '[\"\"]'::jsonb END)"
    )
    set_returning = True
    output_field = TextField()

    def as_sql(self, compiler, connection, **context):
        sql, params = compiler.compile(self.source_expressions[0])
        return self.template % {"expressions": sql}, [*params, *params, *params]


class AsId(AsNumber):
    template = "CASE WHEN %(expressions)s ~ '^[0-9]{1,18}$' THEN (%(expressions)s)::bigint END"
    output_field = IntegerField()


def fold(words):
    return clean(words).translate(_TABLE)


def text_of(field):
    return KeyTextTransform(field.code, "extra")


def indexes_of_own(name):
    """What conditions on own fields are answered by: the contents one by one, and the texts in three-letter pieces."""
    return [
        GinIndex(OpClass(F("extra"), "jsonb_path_ops"), name=f"{name}_own_values"),
        GinIndex(OpClass(Everything(F("extra")), "gin_trgm_ops"), name=f"{name}_own_texts"),
    ]


def of_its_funnels(field):
    """A field of some funnels is there only on their cards."""
    return Q(funnel__in=field.funnels) if field.entity == "deal" and field.funnels else Q()


# -- conditions ----------------------------------------------------------------------


def spells(field, words):
    """The words occur in the value, in any case."""
    return Q(Regex(text_of(field), _in_any_case(fold(words))))


def with_text(records, fields, words):
    """The records in which the words occur in one of these fields.

    The index over all values names the few that may hold rare words; common ones are met soon by looking at the fields themselves.
    """
    wanted, anywhere = fold(words), Q(pk__in=[])
    for field in fields:
        anywhere |= spells(field, words) & of_its_funnels(field)
    if _THREE_LETTERS.search(wanted):
        spelt = Regex(Everything(F("extra")), _in_any_case(_in_json(wanted)))
        maybe = records.model.objects.filter(spelt).values_list("pk", flat=True).order_by()
        ids = list(maybe[:_COMMON])
        if len(ids) < _COMMON:
            records = records.filter(pk__in=ids)
    return records.filter(anywhere)


def is_among(field, values):
    """Any of these is chosen; each is one look into the index of contents."""
    one_of = Q()
    for value in values:
        one_of |= Q(extra__contains={field.code: [value] if field.type == "choices" else value})
    return one_of


def is_typed(field):
    """The value is a text, not a chosen record."""
    return Exact(Func(KeyTransform(field.code, "extra"), function="jsonb_typeof", output_field=TextField()), Value("string"))


def at_least(field, value):
    return GreaterThanOrEqual(_comparable(field), _told(field, value))


def at_most(field, value):
    return LessThanOrEqual(_comparable(field), _told(field, value))


def is_without(field):
    return Q(In(Coalesce(text_of(field), Value(""), output_field=TextField()), ["", "[]"]))


def is_filled(field):
    return ~is_without(field)


def _comparable(field):
    return text_of(field) if field.type == "date" else AsNumber(text_of(field))


def _told(field, value):
    return value.isoformat() if field.type == "date" else value


def _in_any_case(folded):
    """A pattern for the words however they are written: the database need not know what a capital letter is."""
    return "".join(f"[{''.join(_SPELT[letter])}]" if letter in _SPELT else re.escape(letter) for letter in folded)


def _in_json(text):
    """As the text of a JSON document writes it."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def group_of(field):
    """What records are grouped by: the text of the value, "" where there is none."""
    if field.type == "choices":
        return EachOf(KeyTransform(field.code, "extra"))
    return Coalesce(text_of(field), Value(""), output_field=TextField())


def in_group(field, key):
    """The records of one such group."""
    if not key:
        return is_without(field)
    if field.type == "choices":
        return is_among(field, [key])
    return Q(Exact(text_of(field), Value(key)))


# -- order ---------------------------------------------------------------------------


def in_order_of(records, field, turned):
    """(records, order): by an own field, those without a value last both ways; for pages by the last row shown."""
    if field.type == "user":
        records = records.annotate(own_person=AsId(text_of(field)))
    value, nothing = _key(field)
    if of_its_funnels(field):
        value = Case(When(of_its_funnels(field), then=value), output_field=value.output_field)
    empty = Case(When(IsNull(value, True), then=1), default=0, output_field=IntegerField())
    records = records.annotate(own_empty=empty, own_key=Coalesce(value, Value(nothing), output_field=value.output_field))
    return records, ("own_empty", "-own_key" if turned else "own_key", "-pk" if turned else "pk")


def _key(field):
    """(what is compared, what stands for nothing)"""
    if field.type in ("number", "money"):
        return AsNumber(text_of(field)), Decimal(0)
    if field.type in ("choice", "choices"):
        first = text_of(field) if field.type == "choice" else KeyTextTransform(0, KeyTransform(field.code, "extra"))
        return Func(Value(field.options, ArrayField(TextField())), first, function="array_position", output_field=IntegerField()), 0
    if field.type == "user":
        people = get_user_model().objects.filter(pk=OuterRef("own_person")).values("last_name")[:1]
        return Subquery(people, output_field=TextField()), ""
    return Func(Left(text_of(field), _LONGEST_KEY), Value(""), function="NULLIF", output_field=TextField()), ""
