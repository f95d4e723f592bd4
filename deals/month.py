"""A month of deals by the day of their next task."""

import calendar
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone

from crm_project.lib import clock
from crm_project.lib.refusals import BadParameters

from .decorators import decorated

MOST = 300


class Month:
    def __init__(self, place, asked):
        self.place = place
        self.first = _first_day(asked)
        self.last = self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    @property
    def days(self):
        """[(day, deals)] of the days that have any."""
        deals = self.place.filters.found.by_next_task_due(self.first, self.last).for_list()[:MOST]
        return [(day, list(group)) for day, group in groupby(decorated(deals, self.place.user), key=lambda deal: deal.due)]

    @property
    def today(self):
        return timezone.localtime(clock.now()).date()

    @property
    def before(self):
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self):
        return f"{self.last + timedelta(days=1):%Y-%m}"


def _first_day(asked):
    if not asked:
        return timezone.localtime(clock.now()).date().replace(day=1)
    try:
        first = date.fromisoformat(f"{asked}-01")
    except ValueError:
        raise BadParameters from None
    if not clock.is_valid_date(first):
        raise BadParameters
    return first
