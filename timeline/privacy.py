"""Values that a protocol of changes shows only to those with the right to see them."""

from datetime import date

from django.utils.translation import gettext as _

from crm_project.lib.formats import full_day

from . import subjects

_hidden = {
    "see_contacts": {"phone", "email", "phones", "emails", "messengers", "addresses", "phone_typed"},
    "see_money": {"amount", "lines", "price", "discount"},
}
_MARKS = {"is_money": "see_money", "is_contact": "see_contacts"}
_closed = []


def hide(right, *keys):
    """The values of these fields are for people with a yes/no right: apps add theirs in `AppConfig.ready`."""
    _hidden.setdefault(right, set()).update(keys)


def close(function):
    """`function(user)` tells {(kind of record, key)} of fields that this reader does not even know of."""
    _closed.append(function)


def hidden_keys(user):
    return set().union(*(keys for right, keys in _hidden.items() if not user.has_right(right)))


def closed_places(user):
    return set().union(*(function(user) for function in _closed))


def shown_changes(changes, user, kind="", closed=frozenset()):
    """The changes with the values this reader may not see left out: that something changed stays visible.

    Of a field closed to the reader nothing is told.
    """
    secret, marks = hidden_keys(user), [mark for mark, right in _MARKS.items() if not user.has_right(right)]
    told = [change for change in changes if (kind, change.get("key")) not in closed]
    hidden = [change.get("key") in secret or any(change.get(mark) for mark in marks) for change in told]
    return [
        {**change, "old": "", "new": "", "is_hidden": True} if is_hidden else _in_our_language(change)
        for change, is_hidden in zip(told, hidden, strict=True)
    ]


def _in_our_language(change):
    """Days, yes and no in the language of the reader; the words that stand beside them are those of whoever wrote."""
    raw, words = (change["days"], _day) if change.get("days") else (change.get("answers"), _answer)
    if not raw:
        return change
    try:
        old, new = (words(one) for one in raw)
    except ValueError:
        return change
    return {**change, "old": old, "new": new}


def _day(iso):
    return full_day(date.fromisoformat(iso)) if iso else ""


def _answer(value):
    return "" if value is None else _("yes") if value else _("no")


def without_foreign(entries_changes, user):
    """Take out names of records the reader may not see. A change names them as `records`: [kind and id of old, of new]."""
    wanted = {}
    for changes in entries_changes:
        for kind, pk in (one for change in changes for one in change.get("records") or () if one):
            wanted.setdefault(kind, set()).add(pk)
    if not wanted:
        return entries_changes
    seen = {(kind, pk) for kind, ids in wanted.items() for pk in subjects.named(kind, ids, user)}
    return [[_blind(change, seen) for change in changes] for changes in entries_changes]


def _blind(change, seen):
    records = change.get("records") or ()
    return {**change, "old": "", "new": "", "is_hidden": True} if any(one and tuple(one) not in seen for one in records) else change
