"""A merge is taken back: what moved and was not moved elsewhere since returns, the rest is listed with the reason."""

from datetime import timedelta

from django.apps import apps
from django.db import transaction

from crm_project.lib import clock

from .attached import tie_named
from .choosing import ABSORBED, column_of, readers_for, set_column
from .merging import hold_both, tell_pages
from .refusals import AlreadyUndone, LaterMergeFirst, TooLateToUndo

DAYS = 30


def part(journal, *, by):
    """Two cards again. Answers what could not be returned."""
    kept, absorbed = journal.kept, journal.absorbed
    with transaction.atomic():
        hold_both(kept, absorbed)
        journal.hold()
        _check(journal, kept, by)
        absorbed.merged_into = absorbed.deleted_at = None
        absorbed._write()
        left = [*_return_fields(journal, kept, by), *_return_rows(journal, kept, absorbed)]
        kept._write()
        journal.undone_at, journal.undone_by, journal.left_behind = clock.now(), by, left
        journal.save(update_fields=["undone_at", "undone_by", "left_behind"])
        for other in kept.merges.active().select_related("absorbed"):
            # A line that an earlier merge left where it was, because this card had it, may be needed on the kept card now.
            other.gather()
        kept.record("merge_undone", by=by, name=str(absorbed), merge=journal.pk, left=len(left))
        absorbed.record("merge_undone", by=by, name=str(kept), merge=journal.pk, left=len(left))
        tell_pages(journal, by)
    return left


def _check(journal, kept, by):
    kept._check(by, "edit")
    if journal.undone_at:
        raise AlreadyUndone
    if clock.now() - journal.merged_at > timedelta(days=DAYS):
        raise TooLateToUndo
    if kept.merged_into_id:
        raise LaterMergeFirst(kept.merged_into)


def _return_fields(journal, kept, by):
    """Fields that took the other card's value get their own back, unless somebody has changed them since."""
    left, changes, readers = [], [], {one.key: one for one in readers_for(kept.kind)}
    for field in journal.choices:
        reader = readers.get(field["key"])
        if field["taken"] != ABSORBED or reader is None:
            continue
        if any(column_of(kept, name) != taken for name, (_old, taken) in field["columns"].items()):
            left.append({"what": "field", "key": field["key"], "why": "changed"})
            continue
        before = reader.words(kept)
        for name, (old, _taken) in field["columns"].items():
            set_column(kept, name, old)
        if before != (after := reader.words(kept)):
            changes.append({"key": field["key"], "label": str(reader.label), "old": before, "new": after})
    if changes:
        kept.record("changed", by=by, changes=changes)
    return left


def _return_rows(journal, kept, absorbed):
    left = []
    for told in journal.adjusted:
        model = apps.get_model(told["model"])
        model._base_manager.filter(pk__in=told["ids"], **{told["column"]: told["after"]}).update(**{told["column"]: told["before"]})
    for told in journal.moved:
        tie = tie_named(kept.kind, told["tie"])
        if tie is None:
            continue
        returned, _shift = tie.move(kept.pk, absorbed.pk, ids=told["ids"], shift=told["shift"])
        left += _missing(tie, set(told["ids"]) - set(returned))
    for told in journal.dropped:
        tie = tie_named(kept.kind, told["tie"])
        rows = _still_possible(tie, told["rows"]) if tie else []
        returned = tie.put_back(rows) if tie else 0
        left += _left(tie.label, len(told["rows"]) - returned, "gone") if tie else []
    return left


def _missing(tie, ids):
    """Rows that did not return: moved elsewhere by somebody, or not there any more."""
    there = tie.model._base_manager.filter(pk__in=ids).count() if ids else 0
    return [*_left(tie.label, there, "elsewhere"), *_left(tie.label, len(ids) - there, "gone")]


def _left(label, number, why):
    return [{"what": label, "number": number, "why": why}] if number > 0 else []


def _still_possible(tie, rows):
    """The rows whose other ends are there; an end that was merged since is the card that holds it now."""
    for field in tie.model._meta.concrete_fields:
        if not field.is_relation or field.attname == tie.column:
            continue
        wanted = {row[field.column] for row in rows} - {None}
        other = field.related_model._base_manager.filter(pk__in=wanted)
        is_client = any(one.name == "merged_into" for one in field.related_model._meta.concrete_fields)
        ends = {pk: now or pk for pk, now in other.values_list("pk", "merged_into" if is_client else "pk")}
        ends[None] = None
        rows = [{**row, field.column: ends[row[field.column]]} for row in rows if row[field.column] in ends]
    return rows
