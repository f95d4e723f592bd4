"""What uses a field: each app above tells its own uses from `AppConfig.ready`.

A source is `function(fields) -> {field pk: [Use]}`, asked once for all fields of a page, so that it costs the same
for one field and for thirty.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

_sources: dict[str, Any] = {}
_lifters: dict[str, Any] = {}


@dataclass(frozen=True)
class Use:
    """One place: `what` kind of thing, its `name` and address. What `holds` the field keeps it from being retired;
    what `is_private` is told to those who shape fields only. What `tells_all` says the value to people whom nobody chose."""

    what: Any
    name: str
    url: str = ""
    holds: bool = False
    note: Any = ""
    is_private: bool = False
    funnel: int | None = None
    tells_all: bool = False


def source(name, function, lift=None):
    """`lift(field, by=)` takes back what holds a field, by the verbs of its own app."""
    _sources[name] = function
    if lift:
        _lifters[name] = lift


def uses_of_all(fields):
    """{field pk: [Use]} for many fields."""
    fields = list(fields)
    found = {field.pk: [] for field in fields}
    for function in _sources.values():
        for pk, uses in function(fields).items():
            found[pk] += uses
    return found


def uses_of(field):
    return uses_of_all([field])[field.pk]


def named_in(text, field):
    """A text (of JSON, of a query) names the field by its key."""
    return re.search(rf"\b{re.escape(field.key)}\b", text) is not None


def without_address(use):
    """As people without the key to the settings read it."""
    return replace(use, url="", holds=use.holds)


def lift(field, *, by):
    for function in _lifters.values():
        function(field, by=by)
