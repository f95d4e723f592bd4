"""Tasks as a calendar of a month, a week or a day, on the reader's own clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from crm_project.lib import clock, formats

from .due import Due
from .rows import state_of

SPANS = ("month", "week", "day")
FIRST_HOUR, LAST_HOUR = 9, 17
MOST = 1000


@dataclass(frozen=True)
class Event:
    task: Any
    state: str
    due: Due


@dataclass
class Day:
    """A date with its events; `outside` marks days of the neighbouring months."""

    on: date
    events: list
    is_today: bool = False
    outside: bool = False

    @property
    def late(self):
        return sum(event.state == "over" for event in self.events)

    @property
    def ahead(self):
        return sum(event.state in ("today", "plan") for event in self.events)

    def at(self, hour):
        return [event for event in self.events if event.due.wall and event.due.wall.hour == hour]

    @property
    def whole(self):
        return [event for event in self.events if event.due.wall is None]


class Calendar:
    """`tasks`: a queryset of what is shown; `day` any date of the span."""

    def __init__(self, span, day, tasks, user):
        self.span, self.day, self.user = span, day, user
        self.at = clock.now()
        self.today = timezone.localtime(self.at).date()
        self.first, self.last = bounds(span, day)
        self.days = self._days(tasks)

    @property
    def title(self):
        if self.span == "month":
            return formats.month(self.day)
        return formats.weekday_day(self.day) if self.span == "day" else formats.day_range(self.shown[0].on, self.shown[-1].on)

    @property
    def previous(self):
        return self.day.replace(day=1) - timedelta(days=1) if self.span == "month" else self._step(-1)

    @property
    def next(self):
        return (self.day.replace(day=1) + timedelta(days=32)).replace(day=1) if self.span == "month" else self._step(1)

    @property
    def shown(self):
        """Saturday and Sunday stand in the week only when there is something on them."""
        if self.span != "week":
            return self.days
        return [day for day in self.days if day.on.weekday() < 5 or day.events]

    @property
    def weeks(self):
        return [self.days[start : start + 7] for start in range(0, len(self.days), 7)]

    @property
    def hours(self):
        """[(hour, [events of each day shown])] from nine to five, and other hours that have something."""
        used = [event.due.wall.hour for day in self.days for event in day.events if event.due.wall]
        rows = sorted({*range(FIRST_HOUR, LAST_HOUR + 1), *used})
        return [(f"{hour}:00", [(day, day.at(hour)) for day in self.shown]) for hour in rows]

    @property
    def has_whole_days(self):
        return any(day.whole for day in self.days)

    # -- helpers -------------------------------------------------------------

    def _days(self, tasks):
        zone = timezone.get_current_timezone()
        found = tasks.due_between(self.first, self.last, zone).by_place(zone).for_list()[:MOST]
        events = {}
        for task in found:
            due = Due.of(task)
            events.setdefault(due.day, []).append(Event(task, state_of(task, self.user, self.at), due))
        count = (self.last - self.first).days + 1
        dates = [self.first + timedelta(days=number) for number in range(count)]
        return [Day(on, events.get(on, []), on == self.today, self.span == "month" and on.month != self.day.month) for on in dates]

    def _step(self, way):
        return self.day + timedelta(days=way * (7 if self.span == "week" else 1))


def bounds(span, day):
    """The first and the last date of the span; a month is shown in whole weeks."""
    if span == "day":
        return day, day
    first = day.replace(day=1) if span == "month" else day
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1) if span == "month" else day
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
