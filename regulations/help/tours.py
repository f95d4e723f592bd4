"""A short walk through the screens for each role: steps are help keys, `tours.json` is their list."""

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.urls import NoReverseMatch, reverse

from crm_project.lib import clock

from ..models.help import TourEnd
from .screens import HelpKey, keys

FILE = Path(__file__).parent / "tours.json"
NEW_FOR_DAYS = 30
"""How long after joining the tour is offered on an empty day."""


@dataclass(frozen=True)
class Step:
    tour: str
    number: int
    of: int
    key: HelpKey
    at: str

    @property
    def url(self):
        """The screen of the step, with the tour going on there."""
        return f"{reverse(self.at)}?tour={self.tour}.{self.number}"

    @property
    def is_last(self):
        return self.number == self.of


@cache
def tours():
    """{tour: its rows} as shipped."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def tour_of(user):
    """The name of the tour that suits the person's role."""
    return user.role.code if user.role.code in tours() else "manager"


def steps_of(tour):
    """Steps of a tour in order; those whose screen this company lacks are left out."""
    rows = [row for row in tours().get(tour, ()) if _stands(row["at"])]
    return [Step(tour, number, len(rows), keys()[row["key"]], row["at"]) for number, row in enumerate(rows, start=1)]


def step_of(tour, number):
    return next((step for step in steps_of(tour) if step.number == number), None)


def is_offered(user):
    """To a newcomer who has neither walked their tour nor skipped it."""
    if user.joined_at < clock.now() - timedelta(days=NEW_FOR_DAYS):
        return False
    return not TourEnd.objects.is_over(user, tour_of(user))


def _stands(name):
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False
