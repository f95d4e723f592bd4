"""What the guide of introducing the CRM looks at by itself: apps register what they know, the guide knows none of them.

Apps call these from `AppConfig.ready`. A check says how things are now; a trial says when something last worked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

_checks: dict[str, "Check"] = {}
_trials: dict[str, "Trial"] = {}


@dataclass(frozen=True)
class Linked:
    url_name: str

    @property
    def url(self):
        try:
            return reverse(self.url_name) if self.url_name else ""
        except NoReverseMatch:
            return ""


@dataclass(frozen=True)
class Check(Linked):
    """`look()` answers (whether it is so, words such as "12 of 14"); `step` is the key of the guide's step it belongs to."""

    key: str
    step: str
    label: Any
    look: Callable
    position: int = 50


@dataclass(frozen=True)
class Trial(Linked):
    """`last()` answers (moment of the last success or None, words of what came of it)."""

    key: str
    label: Any
    text: Any
    last: Callable
    position: int = 50


def check(key, step, label, look, url_name="", position=50):
    _checks[key] = Check(url_name, key, step, label, look, position)


def trial(key, label, text, last, url_name="", position=50):
    _trials[key] = Trial(url_name, key, label, text, last, position)


def checks():
    return sorted(_checks.values(), key=lambda one: one.position)


def trials():
    return sorted(_trials.values(), key=lambda one: one.position)
