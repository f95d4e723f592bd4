"""The parts of which a person makes up a desk of their own. Apps call `widget` from `AppConfig.ready`; nobody here knows them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .own_menu import wishes_of
from .shell import is_permitted


@dataclass(frozen=True)
class Widget:
    """`render(request)` answers HTML, or nothing where there is nothing to show; `right` as in the menu.

    `is_usual` ones make up the desk of whoever has arranged nothing; `is_wide` ones take the whole width unless wished otherwise.
    """

    key: str
    label: Any
    icon: str
    render: Callable
    right: tuple | Callable | None = None
    position: int = 50
    is_usual: bool = True
    is_wide: bool = False


@dataclass(frozen=True)
class Cell:
    """A widget in its place on a desk."""

    widget: Widget
    is_wide: bool


_widgets: dict[str, Widget] = {}


def widget(key, label, icon, render, **options):
    _widgets[key] = Widget(key, label, icon, render, **options)


def widgets_for(user):
    """All that the person's rights allow, in the usual order."""
    return sorted((one for one in _widgets.values() if is_permitted(user, one.right)), key=lambda one: one.position)


def widget_of(key, user):
    """The widget if it is open to this person, else None."""
    found = _widgets.get(key)
    return found if found and is_permitted(user, found.right) else None


def desk_of(user):
    """[Cell]: what was arranged, as far as it is still there and allowed; the usual ones where nothing was."""
    kept = wishes_of(user).get("desk")
    if kept is None:
        return [Cell(one, one.is_wide) for one in widgets_for(user) if one.is_usual]
    found = [(widget_of(cell["key"], user), cell["wide"]) for cell in kept]
    return [Cell(one, wide) for one, wide in found if one]


def has_desk(user):
    """The desk was arranged, or is where the person begins: then it stands in the menu."""
    wishes = wishes_of(user)
    return "desk" in wishes or wishes.get("start") == "desk"
