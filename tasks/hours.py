"""The hours of calendar days: what stands where, what overlaps, when somebody works."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

from crm_project.lib.working_time import instant_of

FIRST_HOUR, LAST_HOUR = 9, 17
STEP = 5
QUARTER = 15
LEAST = 2 * QUARTER
WORKDAY = 32
"""Quarters up to which a block is drawn exactly; a longer one by whole hours."""
DAY = 24 * 60


@dataclass(frozen=True)
class Placed:
    """A task among those of its time: in which lane of how many, from which minute of its hour, over how many quarters."""

    event: Any
    lane: int
    lanes: int

    @property
    def classes(self):
        start = self.event.starts
        quarters = -(-(ending(self.event) - start) // QUARTER)
        if quarters > WORKDAY:
            quarters = -(-quarters // 4) * 4
        return f"m{start % 60 // STEP} h{quarters} of{self.lanes} at{self.lane}"


@dataclass
class Cell:
    """An hour of a day (or of one person's day)."""

    day: Any
    hour: int
    is_off: bool = False
    now: str = ""
    placed: list = field(default_factory=list)
    more: int = 0

    @property
    def wall(self):
        return time(self.hour)


class Hours:
    """The days shown, hour by hour; `now` is the reader's own wall clock."""

    def __init__(self, days, now, lanes):
        self.days, self.now, self.lanes = days, now, lanes

    @property
    def rows(self):
        """[(label, [Cell])] of the hours that are worked or have something, without a gap."""
        cells = {hour: [self._cell(day, hour) for day in self.days] for hour in self._hours()}
        for column, day in enumerate(self.days):
            shown, hidden = beside(day.timed, self.lanes)
            for one in shown:
                cells[one.event.starts // 60][column].placed.append(one)
            for event in hidden:
                cells[event.starts // 60][column].more += 1
        return [(f"{hour}:00", row) for hour, row in cells.items()]

    def _hours(self):
        timed = [event for day in self.days for event in day.timed]
        worked = {hour for day in self.days for hour in day.worked}
        first = min([FIRST_HOUR, *worked, *(event.starts // 60 for event in timed)])
        last = max([LAST_HOUR, *worked, *((ending(event) - 1) // 60 for event in timed)])
        return range(first, last + 1)

    def _cell(self, day, hour):
        now = f"m{self.now.minute // STEP}" if day.is_today and hour == self.now.hour else ""
        return Cell(day, hour, hour not in day.worked, now)


def ending(event):
    """The minute at which its block ends: a short one is shown as half an hour, a long one till midnight."""
    return min(event.starts + max(event.task.length, LEAST), DAY)


def beside(events, most):
    """([Placed], [those that found no room]): tasks of one time stand beside each other in at most so many lanes."""
    shown, hidden, group, until = [], [], [], 0
    for event in sorted(events, key=lambda one: (one.starts, -one.task.length, one.task.pk)):
        if event.starts >= until:
            shown += _in_lanes(group, most, hidden)
            group = []
        group.append(event)
        until = max(until, ending(event)) if len(group) > 1 else ending(event)
    return shown + _in_lanes(group, most, hidden), hidden


def _in_lanes(group, most, hidden):
    ends, lanes = [], []
    for event in group:
        lane = next((number for number, end in enumerate(ends) if end <= event.starts), len(ends))
        if lane == most:
            hidden.append(event)
            continue
        ends[lane : lane + 1] = [ending(event)]
        lanes.append((event, lane))
    return [Placed(event, lane, len(ends)) for event, lane in lanes]


def hours_of_work(person, day, zone, timetable, is_alone=True):
    """The hours of the reader's clock on a date in which the person works; others' absences say nothing of a whole team."""
    asked = timetable.intervals if is_alone else timetable.usual_intervals
    spans = []
    for on in (day - timedelta(days=1), day, day + timedelta(days=1)):
        theirs = timetable.zone(person, on)
        spans += [(instant_of(on, begins, theirs), instant_of(on, ends, theirs)) for begins, ends in asked(person, on)]
    starts = [(hour, instant_of(day, time(hour), zone)) for hour in range(24)]
    return frozenset(hour for hour, start in starts if any(start < ends and begins < start + timedelta(hours=1) for begins, ends in spans))
