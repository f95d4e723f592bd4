"""The head's table of people and what they have read and passed: apps above hang their columns in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cell:
    """How somebody stands: `tone` ok, wait, late, or none where nothing is asked; `url` opens more of it, perhaps in a dialog."""

    words: str
    tone: str = "none"
    url: str = ""
    in_dialog: bool = False

    @property
    def chip(self):
        return {"ok": "ok", "wait": "today", "late": "over"}.get(self.tone, "")

    @property
    def is_asked(self):
        return self.tone != "none"

    @property
    def is_ok(self):
        return self.tone == "ok"


NOTHING = Cell("–")


@dataclass(frozen=True)
class Column:
    """`values(users)` answers {user id: Cell}, by as many queries for one as for all."""

    title: Any
    values: Callable


_columns: list[Callable] = []


def matrix_columns(make):
    """Register `make()`: the columns of an app at this moment, [Column]. Call it from `AppConfig.ready`. Also a decorator."""
    if make not in _columns:
        _columns.append(make)
    return make


def matrix_column(title, values):
    """One column that is always there: `matrix_column(_("Basics"), lambda users: {user.pk: Cell("92 %", "ok")})`."""
    return matrix_columns(lambda: [Column(title, values)])


def columns():
    return [column for make in _columns for column in make()]
