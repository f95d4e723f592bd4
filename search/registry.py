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
    """`find(user, words, limit)` answers hits this user may see, the best first."""

    key: str
    label: Any
    find: Callable
    position: int = 50


_sources: dict[str, Source] = {}


def source(key, label, find, position=50):
    _sources[key] = Source(key, label, find, position)


def sources():
    return sorted(_sources.values(), key=lambda one: one.position)


def source_of(key):
    return _sources.get(key)


def find_everywhere(user, words, limit=5, only=None):
    """[(source, hits)] of those that found something."""
    asked = [one for one in sources() if only is None or one.key == only]
    found = [(one, one.find(user, words, limit)) for one in asked]
    return [(one, hits) for one, hits in found if hits]
