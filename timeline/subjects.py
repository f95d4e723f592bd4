"""The records that have a timeline: apps say how one is found with the reader's eyes and where it opens.

This app stands below people and cards and knows neither; whoever is asked for a record that the reader may not see
answers as if there were none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch, reverse


def _nothing_more(record, user):
    return []


@dataclass(frozen=True)
class Subject:
    """One kind of record. `visible(user)` is a queryset; `wider(record, user)` names further cards whose entries belong
    to this one's timeline, as (kind, ids); `may_write(user, record)` says who may comment and attach;
    `tabs` are those that can hold something, all by default."""

    kind: str
    visible: Callable
    url_name: str = ""
    label: Any = ""
    wider: Callable = _nothing_more
    may_write: Callable | None = None
    tabs: tuple = ()

    def url(self, pk):
        try:
            return reverse(self.url_name, args=[pk]) if self.url_name else ""
        except NoReverseMatch:
            return ""


_subjects: dict[str, Subject] = {}
_widened: dict[str, list] = {}


def register(kind, visible, *, url_name="", label="", wider=_nothing_more, may_write=None, tabs=()):
    """Say it once, in `AppConfig.ready`: `register("deal", lambda user: Deal.objects.visible_to(user), url_name="deals:card")`."""
    _subjects[kind] = Subject(kind, visible, url_name, label, wider, may_write, tabs)


def widen(kind, function):
    """An app above adds further cards to a timeline: `function(record, user)` names them as (kind, ids)."""
    _widened.setdefault(kind, []).append(function)


def kinds():
    return list(_subjects)


def subject(kind):
    return _subjects.get(kind)


def find(kind, pk, user):
    """The record this user may see, or None: no difference between foreign and missing."""
    known = _subjects.get(kind)
    return known.visible(user).filter(pk=pk).first() if known else None


def find_or_404(kind, pk, user):
    record = find(kind, pk, user)
    if record is None:
        raise Http404
    return record


def sees(user, record):
    return find(record.kind, record.pk, user) is not None


def named(kind, ids, user):
    """{pk: (name, url)} of those of these records that the user may see; one query."""
    known = _subjects.get(kind)
    if not known or not ids:
        return {}
    return {record.pk: (str(record), known.url(record.pk)) for record in known.visible(user).filter(pk__in=ids)}


def url_of(record):
    known = _subjects.get(record.kind)
    return known.url(record.pk) if known else ""


def cards_of(record, user):
    """(kind, ids) pairs of everything the timeline of a record tells of; asked once per object."""
    cards = vars(record).setdefault("_cards_of", {})
    if user.pk not in cards:
        known = _subjects.get(record.kind)
        functions = [*([known.wider] if known else []), *_widened.get(record.kind, [])]
        cards[user.pk] = [(record.kind, record.pk), *(card for function in functions for card in function(record, user))]
    return cards[user.pk]


def may_write(user, record):
    """Comment and attach: whoever may edit records of this kind at all and sees this one; an auditor only reads."""
    known = _subjects.get(record.kind)
    if known and known.may_write:
        return known.may_write(user, record)
    return user.may("edit", record.kind)


def on_record(view):
    """A view under /<kind>/<pk>/: it gets the record itself, found with the reader's eyes; a foreign one is a 404."""

    @wraps(view)
    def found(request, kind, pk, *args, **kwargs):
        return view(request, find_or_404(kind, pk, request.user), *args, **kwargs)

    found.required_right = "signed in"
    return found
