"""Everything that hangs on a client, found in the models themselves, so that a later foreign key is never forgotten.

A tie is a column of another table that names a client. Each is moved by one statement however many rows there are; what
may not stand twice on one card (a person in a company, a segment) is taken off and kept in the journal of the merge.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

LEFT = {
    "contacts.companymerge.kept": "the journal tells of the card as it was",
    "contacts.companymerge.absorbed": "the journal tells of the card as it was",
    "contacts.contactmerge.kept": "the journal tells of the card as it was",
    "contacts.contactmerge.absorbed": "the journal tells of the card as it was",
    "contacts.companypair.first": "a pair speaks of two cards, whatever becomes of them",
    "contacts.companypair.second": "a pair speaks of two cards, whatever becomes of them",
    "contacts.contactpair.first": "a pair speaks of two cards, whatever becomes of them",
    "contacts.contactpair.second": "a pair speaks of two cards, whatever becomes of them",
    "timeline.entry.subject_id": "a fact is never rewritten; the kept card reads the history of the absorbed one",
}
"""Columns that name a client and stay as they are, each with the reason."""

# When two lines of two cards are one and the same; the second one then stays where it is.
_SAME = {
    "contacts.phone": "o.e164 = t.e164 AND o.extension = t.extension AND (t.e164 <> '' OR o.typed = t.typed)",
    "contacts.email": "o.address = t.address",
    "contacts.messenger": "o.system = t.system AND o.handle = t.handle",
    "contacts.address": "o.text = t.text",
    "contacts.bankaccount": "o.bik = t.bik AND o.account = t.account",
}

_MOVE = "UPDATE {table} t SET {column} = %(target)s{position} WHERE {where}{unlike} RETURNING t.id{told}"
_TAKE_OFF = "DELETE FROM {table} t WHERE {where} RETURNING row_to_json(t)"
_PUT_BACK = """
    INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, %(rows)s::jsonb) ON CONFLICT DO NOTHING RETURNING id
"""
_UNLIKE = " AND NOT EXISTS (SELECT 1 FROM {table} o WHERE o.{column} = %(target)s AND {like})"
_AFTER = "(SELECT COALESCE(MAX(p.position) + 1, 0) FROM {table} p WHERE p.{column} = %(target)s)"


@dataclass(frozen=True)
class Tie:
    """`column` of `model` names a client; `kind` is told where the table speaks of records of every kind."""

    model: Any
    column: str
    kind: str = ""

    @property
    def label(self):
        return self.model._meta.label_lower

    @property
    def name(self):
        return f"{self.label}.{self.column.removesuffix('_id') if not self.kind else self.column}"

    @property
    def twins_beside(self):
        """Sets of further columns that make a row one of its kind on a card."""
        field = next(one for one in self.model._meta.concrete_fields if one.attname == self.column)
        meta = self.model._meta
        together = [tuple(names) for names in meta.unique_together]
        together += [one.fields for one in meta.constraints if isinstance(one, models.UniqueConstraint) and not one.condition]
        beside = [[name for name in names if name != field.name] for names in together if field.name in names]
        return [[]] if field.unique else [[meta.get_field(name).column for name in names] for names in beside]

    def of(self, client_id):
        """The rows that hang on this client by this tie."""
        kind = {"subject_kind": self.kind} if self.kind else {}
        return self.model._base_manager.filter(**{self.column: client_id}, **kind)

    def move(self, source, target, ids=None, shift=None):
        """(ids of the rows that went over, how far their positions were shifted). A row that the target has already stays."""
        position, told = self._position(shift)
        sql = self._said(_MOVE, position=position, told=told, where=self._where(ids), unlike=self._unlike)
        rows = _run(sql, self._facts(source, target, ids, shift))
        return [row[0] for row in rows], (rows[0][1] if rows and told else 0)

    def take_off(self, source):
        """Delete what may not stand twice on a card; answers the rows as they were."""
        if not self.twins_beside:
            return []
        return [row for (row,) in _run(self._said(_TAKE_OFF, where=self._where()), self._facts(source))]

    def put_back(self, rows):
        """Rows that were taken off, unless they stand there again; answers how many came back."""
        return len(_run(self._said(_PUT_BACK), {"rows": json.dumps(rows)})) if rows else 0

    # -- the pieces of the statements ------------------------------------------

    def _said(self, sql, **pieces):
        """Names come from the models only; every value is a parameter."""
        quoted = connection.ops.quote_name
        return sql.format(table=quoted(self.model._meta.db_table), column=quoted(self.column), **pieces)

    @property
    def _unlike(self):
        likes = [" AND ".join(["TRUE", *(f"o.{name} = t.{name}" for name in names)]) for names in self.twins_beside]
        likes += [_SAME[self.label]] if self.label in _SAME else []
        return "".join(self._said(_UNLIKE, like=like) for like in likes)

    def _where(self, ids=None):
        where = self._said("t.{column} = %(source)s")
        where += " AND t.id <> %(target)s" if self._is_of_clients else ""
        where += " AND t.subject_kind = %(kind)s" if self.kind else ""
        return f"{where} AND t.id = ANY(%(ids)s)" if ids is not None else where

    @property
    def _is_of_clients(self):
        """A company that is part of the absorbed one may be the kept one itself."""
        return self.model._meta.label_lower in ("contacts.company", "contacts.contact")

    def _position(self, shift):
        """Lines that come over stand after those that are there, so that the first number stays the first."""
        if self.label not in _SAME or not _has(self.model, "position"):
            return "", ""
        if shift is not None:
            return ", position = GREATEST(t.position - %(shift)s, 0)", ""
        after = self._said(_AFTER)
        return f", position = t.position + {after}", f", {after}"

    def _facts(self, source, target=0, ids=None, shift=None):
        return {"source": source, "target": target, "kind": self.kind, "ids": ids, "shift": shift}


def ties_of(kind):
    """Every column that names a client of this kind and goes over with it."""
    return [tie for tie in all_ties_of(kind) if tie.name not in LEFT]


def all_ties_of(kind):
    client = apps.get_model("contacts", kind)
    relations = [one for one in client._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete]
    ties = [Tie(one.related_model, one.field.attname) for one in relations if one.one_to_many or one.one_to_one]
    of_all = [one for one in apps.get_models() if _has(one, "subject_kind") and _has(one, "subject_id")]
    return [*ties, *(Tie(model, "subject_id", kind) for model in of_all)]


def tie_named(kind, name):
    """The tie a journal speaks of, or None where the column is gone since."""
    return next((tie for tie in all_ties_of(kind) if tie.name == name), None)


def _has(model, name):
    return any(field.name == name for field in model._meta.concrete_fields)


def _run(sql, facts):
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return cursor.fetchall()
