"""What one may write on a card without leaving it: tabs of the composer, added by apps in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string


@dataclass(frozen=True)
class Composer:
    """`render(request, record)` answers the html of the tab, or nothing when it has no place on this card."""

    key: str
    label: Any
    icon: str
    render: Callable
    position: int = 50


_composers: dict[str, Composer] = {}


def composer(key, label, icon, *, render=None, template="", position=50):
    """Add a tab: by a function, or by a template that gets `record`."""
    if render is None:

        def render(request, record):
            return render_to_string(template, {"record": record}, request)

    _composers[key] = Composer(key, label, icon, render, position)


def tabs_for(request, record):
    """[(composer, html)] in order; those that have nothing to say are left out."""
    tabs = [(known, known.render(request, record)) for known in sorted(_composers.values(), key=lambda known: known.position)]
    return [(known, html) for known, html in tabs if html]
