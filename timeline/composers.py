"""What one may write on a card without leaving it: tabs of the composer, added by apps in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string


@dataclass(frozen=True)
class Composer:
    """`render(request, record)` answers the html of the tab; `suits(user, record)` says whether it has a place on this card."""

    key: str
    label: Any
    icon: str
    render: Callable
    position: int = 50
    suits: Callable = lambda user, record: True


_composers: dict[str, Composer] = {}


def composer(key, label, icon, *, render=None, template="", position=50, suits=lambda user, record: True):
    """Add a tab: by a function, or by a template that gets `record`."""
    if render is None:

        def render(request, record):
            return render_to_string(template, {"record": record}, request)

    _composers[key] = Composer(key, label, icon, render, position, suits)


def tabs_for(request, record):
    """[(composer, html)]: the first is rendered at once, the others when they are opened (html is None)."""
    first, *others = sorted(_composers.values(), key=lambda known: known.position)
    return [(first, first.render(request, record)), *((known, None) for known in others if known.suits(request.user, record))]


def composer_of(key):
    return _composers.get(key)
