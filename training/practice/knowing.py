"""What practical tasks know of the records above them: apps register it in `AppConfig.ready`, this module knows none of them.

- a *subject* is a kind of record a check can look for, with the words its conditions may use;
- a *maker* prepares a record for a task; a *picker* takes something of the company's own settings;
- a *judge* says of a prepared record, or of the whole day, whether the rules of the company hold.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Subject:
    """`mine(setting)` is a Q: made by the person. `words` are {condition: function(value, setting) -> Q}; `named(record)` is how people
    know it, read with what `joins` names."""

    kind: str
    model: Any
    mine: Callable
    words: dict = field(default_factory=dict)
    named: Callable = str
    joins: tuple = ()

    @property
    def records(self):
        return self.model.objects.select_related(*self.joins) if self.joins else self.model.objects.all()


@dataclass(frozen=True)
class Setting:
    """Whose run it is and when it began: conditions such as "mine" and "tomorrow" are told by it."""

    user: Any
    started_at: Any
    zone: Any


_subjects: dict[str, Subject] = {}
_makers: dict[str, Callable] = {}
_pickers: dict[str, Callable] = {}
_judges: dict[str, Callable] = {}
_copiers: list[tuple] = []


def subject(kind, model, *, mine, named=str, joins=(), **words):
    _subjects[kind] = Subject(kind, model, mine, words, named, joins)


def maker(name):
    """Register `def make(setting, luck, **facts) -> record`, run inside the room; `facts` are those of the spec, filled in."""
    return lambda function: _makers.setdefault(name, function)


def picker(name):
    """Register `def pick(user, luck, **facts) -> record of the settings, or None where the company has none`."""
    return lambda function: _pickers.setdefault(name, function)


def judge(name):
    """Register `def holds(setting, record) -> bool`, or a list of what is missing, in words; `record` is the prepared one the check
    is about, or None."""
    return lambda function: _judges.setdefault(name, function)


def copier(take, lay_out):
    """Register how real records are copied for a trial run: `take(user, number) -> [facts]` reads them, masked, outside;
    `lay_out(facts, setting, luck, language)` makes one of them inside the room."""
    _copiers.append((take, lay_out))


def copiers():
    return list(_copiers)


def subject_of(kind):
    return _subjects.get(kind)


def maker_of(name):
    return _makers.get(name)


def picker_of(name):
    return _pickers.get(name)


def judge_of(name):
    return _judges.get(name)
