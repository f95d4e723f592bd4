"""A month of deals by the day of their next task, as a grid; beside it those that have none."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from django.utils import timezone

from crm_project.lib import clock
from crm_project.lib.refusals import BadParameters

from .decorators import decorated
from .task_states import task_states

MOST = 300
IN_A_CELL = 4
ASIDE = 20


@dataclass(frozen=True)
class Day:
    """A date of the grid with the first of the deals whose next task is due on it, by the clock, and how many there are."""

    on: date
    deals: list
    count: int
    is_today: bool
    outside: bool
    is_chosen: bool

    @property
    def more(self):
        return self.count - len(self.deals)


class Month:
    """`asked` is a month, 2026-11, or a day of one: the deals of that day are listed in full."""

    def __init__(self, place, asked):
        self.place = place
        self.chosen = _chosen_day(asked)
        self.first = _first_day(asked[:7])
        self.last = self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    @cached_property
    def weeks(self):
        """Seven days each, whole weeks."""
        begins = self.first - timedelta(days=self.first.weekday())
        ends = self.last + timedelta(days=6 - self.last.weekday())
        deals = self._deals(begins, ends)
        days = [self._day(begins + timedelta(days=number), deals) for number in range((ends - begins).days + 1)]
        return [days[start : start + 7] for start in range(0, len(days), 7)]

    @cached_property
    def chosen_deals(self):
        """The deals of the day that was asked for."""
        if not self.chosen:
            return []
        found = self.place.filters.found.by_next_task_due(self.chosen, self.chosen).for_list()
        return decorated(list(found[:MOST]), self.place.user)

    @property
    def chosen_count(self):
        return next((day.count for week in self.weeks for day in week if day.is_chosen), len(self.chosen_deals))

    @property
    def is_full(self):
        """There are more on the day asked for than a page can show."""
        return self.chosen_count > len(self.chosen_deals)

    @cached_property
    def without(self):
        """Open deals that have no task, the oldest in their stage first: the beginning of them."""
        narrow = next((state.narrow for state in task_states() if state.code == "none"), None)
        if narrow is None:
            return []
        deals = narrow(self.place.filters.found, self.place.user).order_by("stage_entered_at", "pk")
        return decorated(deals.for_list()[:ASIDE], self.place.user)

    @property
    def today(self):
        return timezone.localtime(clock.now()).date()

    @property
    def before(self):
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self):
        return f"{self.last + timedelta(days=1):%Y-%m}"

    def _deals(self, first, last):
        """{date: [deal]}: the first few of each day, each with `of_day`, how many there are."""
        found = self.place.filters.found.by_next_task_due(first, last).first_of_each_due_day(IN_A_CELL)
        deals = decorated(list(found.for_list()), self.place.user)
        return {day: list(group) for day, group in groupby(deals, key=lambda deal: deal.due)}

    def _day(self, on, deals):
        found = deals.get(on, [])
        return Day(on, found, found[0].of_day if found else 0, on == self.today, on.month != self.first.month, on == self.chosen)


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


def _chosen_day(asked):
    if len(asked) <= len("2026-11"):
        return None
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise BadParameters from None
