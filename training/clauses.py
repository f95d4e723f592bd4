"""Rules that the system itself judges, told by the apps that do: what people know of a rule is laid beside how they keep it."""

from dataclasses import dataclass, field
from typing import Any

_callbacks = []


@dataclass(frozen=True)
class Clause:
    """`section` is (regulation code, section code); `broken` is {user id: on how many of the judged days it was broken}."""

    code: str
    label: Any
    section: tuple
    broken: dict = field(default_factory=dict)


def judged_clauses(callback):
    """`callback(people, since)` answers [Clause] about these people since a date; somebody without a judged day is in no `broken`."""
    if callback not in _callbacks:
        _callbacks.append(callback)
    return callback


def clauses_about(people, since):
    return [clause for callback in _callbacks for clause in callback(people, since)]
