"""What happens once, when a company begins with an empty database; and the steps it is led through afterwards.

Apps call these from `AppConfig.ready`; accounts runs them and knows none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

_makers: list[tuple[int, Callable]] = []
_steps: dict[str, "WelcomeStep"] = {}


@dataclass(frozen=True)
class WelcomeStep:
    """One next step of the welcome page; `is_done(user)` looks at what there really is."""

    key: str
    label: Any
    text: Any
    icon: str
    url_name: str
    is_done: Callable
    position: int = 50

    @property
    def url(self):
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""


def on_first_setup(make, position=50):
    """Register `def make(workspace, by, language)`: ready funnels, task types, sources, the default handbook.

    It runs in the transaction of the set-up and may run again without doing anything twice. Also a decorator.
    """
    if make not in [known for _position, known in _makers]:
        _makers.append((position, make))
        _makers.sort(key=lambda pair: pair[0])
    return make


def welcome_step(key, label, text, icon, url_name, is_done, position=50):
    """Hang one step into the welcome page: invite people 10, look at the funnel 20, first deal 30, and so on."""
    _steps[key] = WelcomeStep(key, label, text, icon, url_name, is_done, position)


def makers():
    return [make for _position, make in _makers]


def steps():
    return sorted((step for step in _steps.values() if step.url), key=lambda step: step.position)
