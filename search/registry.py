"""Where one may find something: a registry of sources; apps above add theirs in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Hit:
    """One line of an answer: what it is called, what tells it from its namesakes, where it opens."""

    pk: int
    title: str
    note: str
    url: str
    icon: str
    value: str = ""


@dataclass(frozen=True)
class Source:
    """`find(user, words, limit)` answers hits this user may see, the best first. A `slow` one is asked while somebody
    types only when the others found little."""

    key: str
    label: Any
    find: Callable
    position: int = 50
    is_slow: bool = False


_sources: dict[str, Source] = {}


def source(key, label, find, position=50, is_slow=False):
    _sources[key] = Source(key, label, find, position, is_slow)


def sources():
    return sorted(_sources.values(), key=lambda one: one.position)


def source_of(key):
    return _sources.get(key)


def find_everywhere(user, words, limit=5, only=None, while_typing=False):
    """[(source, hits)] of those that found something."""
    found = []
    for one in sources():
        enough = one.is_slow and while_typing and sum(len(hits) for _source, hits in found) >= limit
        if only in (None, one.key) and not enough:
            found.append((one, one.find(user, words, limit)))
    return [(one, hits) for one, hits in found if hits]
