"""One page of a timeline: entries with their looks, sentences and what the rows need besides, by few queries."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from crm_project.lib import keyset

from . import subjects
from .field_names import renamed
from .looks import TABS, look_of, verbs_of, verbs_outside_history
from .models import Entry
from .privacy import closed_places, shown_changes, without_foreign
from .sentences import read

SIZE = 30
_ORDER = ("-happened_at", "-pk")


@dataclass
class Row:
    """One entry ready to be shown; `day` is set on the first of a date, `place` on entries of another card."""

    entry: Entry
    look: Any
    sentence: Any
    extra: Any = None
    day: Any = None
    place: tuple | None = None
    changes: Any = ()


def page(record, user, tab="all", after=""):
    """(rows, mark of the next page): newest first, never more than this reader may see."""
    closed = closed_places(user)
    parts = [_of_tab(part, tab).select_related("actor") for part in _parts(record, user, closed)]
    entries, mark = keyset.page_of_parts(parts, _ORDER, after, SIZE)
    return _rows(record, user, entries, _last_day(after), closed), mark


def counts(record, user):
    """[(tab, label, number)] of the tabs that such a record can have: one grouped query over the card."""
    numbers = Counter()
    for verb, number in _of(record, user).count_by_verb():
        numbers[look_of(verb).tab] += number
    numbers["all"] = sum(numbers.values())
    known = subjects.subject(record.kind)
    shown = known.tabs if known and known.tabs else TABS
    return [(tab, TABS[tab], numbers[tab]) for tab in shown]


def _of(record, user):
    return _for_eyes(Entry.objects.of(*subjects.cards_of(record, user)), user, closed_places(user))


def _parts(record, user, closed):
    """The entries of each card that this timeline tells of."""
    return [_for_eyes(Entry.objects.of(card), user, closed) for card in subjects.cards_of(record, user)]


def _for_eyes(entries, user, closed):
    return entries if user.has_right("configure") else entries.for_team().outside(closed)


def _of_tab(entries, tab):
    if tab == "history":
        return entries.without(verbs_outside_history())
    return entries if tab == "all" else entries.with_verbs(verbs_of(tab))


def _rows(record, user, entries, day, closed):
    extras, places = _extras(entries, user), _places(record, user, entries)
    told = [shown_changes(entry.details.get("changes", []), user, entry.subject_kind, closed) for entry in entries]
    rows = []
    for entry, changes in zip(entries, without_foreign(told, user), strict=True):
        if entry.details.get("changes"):
            if not changes:
                continue
            entry.details = {**entry.details, "changes": changes}
        row = Row(entry, look_of(entry.verb), read(entry), extras.get(entry.pk))
        row.place = places.get((entry.subject_kind, entry.subject_id))
        row.changes = renamed(entry.subject_kind, changes)
        on = timezone.localtime(entry.happened_at).date()
        row.day = entry.happened_at if on != day else None
        day = on
        rows.append(row)
    return rows


def _extras(entries, user):
    by_function = {}
    for entry in entries:
        if function := look_of(entry.verb).extras:
            by_function.setdefault(function, []).append(entry)
    found = {}
    for function, mine in by_function.items():
        found.update(function(mine, user))
    return found


def _places(record, user, entries):
    """The other cards that entries belong to, by name: one query per kind."""
    ids = {}
    for entry in entries:
        if (entry.subject_kind, entry.subject_id) != (record.kind, record.pk):
            ids.setdefault(entry.subject_kind, set()).add(entry.subject_id)
    return {(kind, pk): place for kind, wanted in ids.items() for pk, place in subjects.named(kind, wanted, user).items()}


def _last_day(after):
    """The date under whose pill the page before ended."""
    return timezone.localtime(keyset.unpacked(after, len(_ORDER))[0]).date() if after else None
