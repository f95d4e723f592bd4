"""Where choices of a field are named outside the records: saved views, rules. Each app tells and renames its own.

A keeper's `named(field)` tells {option: [Use]}; its `carry(field, places, by=)` writes the new spellings, {old: new}, and
tells how many places changed. What names a choice that goes without an heir stays as it is: its own page marks it.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

_keepers: dict[str, Any] = {}


@dataclass(frozen=True)
class Keeper:
    """`words(n)` counts its places in the reader's language: «2 saved views»."""

    named: Any
    carry: Any
    words: Any


def keeper(name, named, carry, words):
    _keepers[name] = Keeper(named, carry, words)


def named(field):
    """{option: [Use]} of every keeper."""
    found = defaultdict(list)
    for one in _keepers.values():
        for option, uses in one.named(field).items():
            found[option] += uses
    return dict(found)


def counted(field):
    """{option: [«2 saved views», «1 rule»]}"""
    found = defaultdict(list)
    for one in _keepers.values():
        for option, uses in one.named(field).items():
            found[option].append(one.words(len(uses)))
    return dict(found)


def carry(field, places, *, by):
    """{keeper: how many of its places took a new spelling}, those with none left out."""
    if not places:
        return {}
    told = {name: one.carry(field, places, by=by) for name, one in _keepers.items()}
    return {name: number for name, number in told.items() if number}


def words_of(told):
    """What `carry` told, as [«2 saved views», «1 rule»]."""
    return [_keepers[name].words(number) for name, number in told.items() if name in _keepers]


def respelt(value, places):
    """A text or a list of texts in the new spelling, each once."""
    if isinstance(value, list):
        return list(dict.fromkeys(places.get(one, one) if isinstance(one, str) else one for one in value))
    return places.get(value, value) if isinstance(value, str) else value


def is_among(value, options):
    """Whether a text or every text of a list is one of the options."""
    return all(one in options for one in (value if isinstance(value, list) else [value]))
