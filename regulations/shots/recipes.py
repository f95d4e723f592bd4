"""Recipes of pictures of the screens, as shipped: which screen, seen by whom, and what on it is numbered. `recipes/*.json` is the list.

Callouts are help keys: what `data-help` names on the screen, never a place in pixels.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILES = Path(__file__).parent / "recipes"
LANGUAGES = ("ru", "en")


@dataclass(frozen=True)
class Callout:
    """A number of the picture, the help key it stands at and what is said of it: {language: words}."""

    number: int
    help: str
    words: dict


@dataclass(frozen=True)
class Recipe:
    """`args` and `actor` are names of the scene; `dialog` (url, args) is opened over the page, `crop` is what is kept of it,
    `mask` what is greyed out, `touches` living blocks whose change makes the picture stale."""

    key: str
    titles: dict
    url: str
    args: tuple
    query: str
    actor: str
    width: int
    height: int
    crop: str
    mask: tuple
    dialog: tuple | None
    touches: tuple
    callouts: tuple

    def title(self, language):
        return self.titles.get(language) or self.titles["ru"]

    def callout(self, help_key):
        return next((one for one in self.callouts if one.help == help_key), None)


@cache
def recipes():
    """{key: Recipe} in the order of their names."""
    return {one.key: one for one in (_read(path) for path in sorted(FILES.glob("*.json")))}


@cache
def by_help_key():
    """{help key: Recipe}: where a thing is shown first; its own screen before others."""
    found = {}
    for recipe in recipes().values():
        for callout in recipe.callouts:
            found.setdefault(callout.help, recipe)
    return found


def _read(path):
    row = json.loads(path.read_text(encoding="utf-8"))
    width, height = row.get("viewport", [1120, 760])
    callouts = tuple(
        Callout(number, one["help"], {language: one[language] for language in LANGUAGES})
        for number, one in enumerate(row["callouts"], start=1)
    )
    titles = {language: row[language] for language in LANGUAGES}
    return Recipe(
        path.stem,
        titles,
        row["url"],
        tuple(row.get("args", ())),
        row.get("query", ""),
        row["as"],
        width,
        height,
        row.get("crop", ".k-app"),
        ("[data-private]", *row.get("mask", ())),
        (row["dialog"][0], tuple(row["dialog"][1:])) if "dialog" in row else None,
        tuple(row.get("touches", ())),
        callouts,
    )
