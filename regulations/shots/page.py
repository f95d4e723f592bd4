"""The list of recipes as editors see it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from .recipes import LANGUAGES, recipes
from .standing import digests, is_stale, standings


@dataclass(frozen=True)
class Sight:
    """One language of a recipe: `url` of the picture or "", `tone` and the Shot with its fault."""

    language: str
    shot: Any
    url: str
    is_stale: bool

    @property
    def state(self):
        if self.shot.asked_at:
            return "asked"
        if not self.url:
            return "fault" if self.shot.fault else "none"
        return "fault" if self.shot.fault else "stale" if self.is_stale else "ok"


@dataclass(frozen=True)
class Row:
    recipe: Any
    title: str
    callouts: list
    sights: list
    sections: list


def rows(language):
    """[Row] of every recipe with the sections in force that show it; a handful of queries."""
    from .uses import sections_with_shots

    known, made_of, uses = standings(), digests(), sections_with_shots(language)
    return [
        Row(
            recipe,
            recipe.title(language),
            [(one.number, one.words.get(language) or one.words["ru"], one.help) for one in recipe.callouts],
            [_sight(known[recipe.key, one], made_of[recipe.key]) for one in LANGUAGES],
            uses.get(recipe.key, []),
        )
        for recipe in recipes().values()
    ]


def _sight(shot, digest):
    url = reverse("regulations:shot", args=[shot.key, shot.language, shot.image.sha256[:16]]) if shot.image else ""
    return Sight(shot.language, shot, url, is_stale(shot, digest))
