"""Which value of two cards stays: field by field, with the columns behind each, so that it can be taken back."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from fields.models import CustomField

from .attributes import AFTER_SAVING, BUILT_IN, Attribute, Custom
from .checking import wrong_requisite
from .refusals import LegalIdsDiffer, NotAllowed, UnknownChoice, WrongLegalIds

KEPT, ABSORBED = "kept", "absorbed"
LEGAL = ("inn", "kpp", "ogrn")
_COLUMNS = {
    "name": ("name", "legal_form", "typed_name"),
    "person": ("last_name", "first_name", "patronymic", "typed_name"),
    "owner": ("owner_id", "department_id"),
    "source": ("source_id",),
    "parent": ("parent_id",),
}


class Owner(Attribute):
    """Who is responsible: another one is chosen only by whoever may reassign."""


_OWNER = Owner("owner", _("Owner"))


@dataclass(frozen=True)
class Field:
    """One field of both cards. `default` is the side that stays unless told; none where a person has to say it."""

    reader: Any
    kept: Any
    absorbed: Any
    may_choose: bool

    @property
    def key(self):
        return self.reader.key

    @property
    def label(self):
        return str(self.reader.label)

    @property
    def words(self):
        return self.reader.words(self.kept), self.reader.words(self.absorbed)

    @property
    def is_same(self):
        return self.words[0] == self.words[1]

    @property
    def is_legal(self):
        return self.key in LEGAL and all(self.words) and not self.is_same

    @property
    def default(self):
        if self.is_legal:
            return ""
        return ABSORBED if self.may_choose and not self.words[0] and self.words[1] else KEPT

    def side(self, chosen):
        if chosen not in ("", None, KEPT, ABSORBED):
            raise UnknownChoice
        if chosen == ABSORBED and not self.may_choose and not self.is_same:
            raise NotAllowed
        return chosen or self.default

    def columns(self):
        """{column: [value of the kept card, value of the absorbed one]} in their JSON form."""
        return {name: [column_of(self.kept, name), column_of(self.absorbed, name)] for name in columns_of(self.reader)}


def fields_of(kept, absorbed, by):
    """The fields of both cards in the order of a form; what stands in lines of its own is no matter of choice."""
    may_reassign = by is None or by.has_right("reassign")
    return [Field(one, kept, absorbed, may_reassign or one is not _OWNER) for one in readers_for(kept.kind)]


def readers_for(kind):
    """How every field of choice is read: built in, the owner, and those that the company added."""
    custom = [Custom(one) for one in CustomField.objects.filter(entity=kind)]
    return [*(one for one in BUILT_IN[kind] if one.key not in AFTER_SAVING), _OWNER, *custom]


def choose(kept, absorbed, choices, by):
    """Write what was chosen onto the kept card, unsaved. Answers (the journal of every field that differed, the changes in words)."""
    fields = fields_of(kept, absorbed, by)
    if set(choices) - {field.key for field in fields}:
        raise UnknownChoice
    sides = _sides(fields, choices)
    legal = {sides[field.key] for field in fields if field.key in LEGAL and not field.is_same}
    journal, changes, parent = [], [], getattr(kept, "parent_id", None)
    for field in fields:
        columns, words = field.columns(), field.words
        if all(old == new for old, new in columns.values()):
            continue
        journal.append({"key": field.key, "taken": sides[field.key], "columns": columns})
        if sides[field.key] == ABSORBED:
            for name, (_old, new) in columns.items():
                set_column(kept, name, new)
            if words[0] != words[1]:
                changes.append({"key": field.key, "label": field.label, "old": words[0], "new": words[1]})
    _check_legal_ids(kept, legal)
    if kept.kind == "company" and _is_in_a_circle(kept, absorbed):
        journal = [field for field in journal if field["key"] != "parent"]
        journal.append({"key": "parent", "taken": ABSORBED, "columns": {"parent_id": [parent, None]}})
        changes, kept.parent_id = [one for one in changes if one["key"] != "parent"], None
    return journal, changes


def columns_of(reader):
    if isinstance(reader, Custom):
        return (f"extra:{reader.field.code}",)
    return _COLUMNS.get(reader.key, (reader.key,))


def column_of(client, name):
    value = client.extra.get(name.removeprefix("extra:")) if name.startswith("extra:") else getattr(client, name)
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def set_column(client, name, value):
    if name.startswith("extra:"):
        client.extra = {**client.extra, name.removeprefix("extra:"): value}
    else:
        field = next(one for one in client._meta.concrete_fields if one.attname == name)
        setattr(client, name, field.to_python(value))


def _sides(fields, choices):
    """{key: side}. Of two legal persons the KPP and the OGRN go with the INN, unless told otherwise."""
    sides = {field.key: field.side(choices.get(field.key, "")) for field in fields}
    if sides.get("inn") and any(field.key == "inn" and field.is_legal for field in fields):
        sides |= {key: choices.get(key) or sides["inn"] for key in LEGAL}
    if unsaid := [field.key for field in fields if not sides[field.key]]:
        raise LegalIdsDiffer(unsaid)
    return sides


def _check_legal_ids(kept, sides):
    """An INN of one card and a KPP of the other must fit together."""
    if kept.kind == "company" and len(sides) > 1:
        if wrong := wrong_requisite(kept.inn, kept.kpp, kept.ogrn, doubts=False):
            raise WrongLegalIds(wrong[0])


def _is_in_a_circle(kept, absorbed):
    """Whether the parents of the kept company lead back to one of the two: no company is part of itself."""
    ours, parent, seen = {kept.pk, absorbed.pk}, kept.parent_id, set()
    while parent and parent not in ours and parent not in seen:
        seen.add(parent)
        parent = type(kept).objects.filter(pk=parent).values_list("parent", flat=True).first()
    return parent in ours
