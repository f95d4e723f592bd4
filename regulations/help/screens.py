"""What is explained on which screen: a key, its words and the sections behind it, as shipped. `keys/*.json` is the list.

An element carries its key as `data-help="deal.stage"`. Another section or other words for a key are rows of `HintLink`.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FILES = Path(__file__).parent / "keys"
LONGEST_TIP = 300
NO_HELP_YET = frozenset()
"""Keys that are known to have no section yet; a key without one that is not here fails a test."""


@dataclass(frozen=True)
class HelpKey:
    """One thing on a screen. `words` is {language: (name, tip)}, `sections` codes such as "CRM-01/stages", the first is primary."""

    key: str
    screen: str
    template: str
    words: dict
    sections: tuple

    @property
    def name(self):
        return _said(self.words)[0]

    @property
    def tip(self):
        return _said(self.words)[1]


@dataclass(frozen=True)
class Screen:
    """A page or a dialog with the names of its addresses; `also` are keys of others that stand on it too."""

    code: str
    names: dict
    views: tuple
    own: tuple
    also: tuple

    @property
    def name(self):
        return _said(self.names)

    @property
    def keys(self):
        return self.own + tuple(keys()[key] for key in self.also)


def _said(words):
    language = get_language() or "ru"
    return words.get(language) or next(iter(words.values()))


@cache
def screens():
    """{code: Screen} in the order of the files."""
    return {screen.code: screen for path in sorted(FILES.glob("*.json")) for screen in _read(path)}


@cache
def keys():
    """{"deal.stage": HelpKey}"""
    return {key.key: key for screen in screens().values() for key in screen.own}


@cache
def _by_view():
    return {view: screen for screen in screens().values() for view in screen.views}


def screen_of(view_name):
    """The screen at an address named "deals:card"; None where nothing is explained yet."""
    return _by_view().get(view_name)


def _read(path):
    for row in json.loads(path.read_text(encoding="utf-8")):
        names = {language: row[language] for language in ("ru", "en")}
        own = tuple(_key(row["screen"], key) for key in row["keys"])
        yield Screen(row["screen"], names, tuple(row["views"]), own, tuple(row.get("also", ())))


def _key(screen, row):
    words = {language: tuple(row[language]) for language in ("ru", "en")}
    return HelpKey(row["key"], screen, row["in"], words, tuple(row["sections"]))
