"""Of which lists many records can be taken: a registry that the apps above fill when they are ready."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse


@dataclass(frozen=True)
class Target:
    """Records of one kind that a list shows.

    `visible(user)` are those one may choose from; `found(request, query)` those under the conditions of the list, which
    raises BadParameters when a condition makes no sense. `seen` are columns a row remembers, so that a change by
    somebody else in between is noticed. `ready` loads what the verbs read. `number(n)` says how many in words. `page`
    names the list and `card` the page of one record; `export(request, records, ending)` answers a file.
    """

    kind: str
    label: Any
    visible: Callable
    found: Callable
    number: Callable
    page: str
    seen: tuple = ("owner_id", "version")
    ready: Callable = lambda records: records
    card: str = ""
    export: Callable | None = None

    def path(self, pk):
        return reverse(self.card, args=[pk])

    def mark(self, record):
        """What stands in the box of a row: which record, and how it was when it was shown."""
        return ".".join(str(value or 0) for value in (record.pk, *(getattr(record, name) for name in self.seen)))


_targets = {}


def target(kind, **facts):
    """Register a list of records."""
    _targets[kind] = Target(kind, **facts)


def target_of(kind):
    """There is no such list for anybody: it does not exist."""
    try:
        return _targets[kind]
    except KeyError:
        raise Http404 from None
