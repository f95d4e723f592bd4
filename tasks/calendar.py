"""Tasks as a calendar of a month, a week or a day, on the reader's own clock; a day of the team has a column for each person."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from accounts.schedule import timetable_of
from crm_project.lib import clock, formats

from .due import Due
from .filters import MINE, TEAM, people_seen_by
from .hours import Hours, hours_of_work
from .permissions import may_change
from .rows import state_of

SPANS = ("month", "week", "day")
MOST = 1000
COLUMNS, MOST_COLUMNS = 10, 12
IN_A_CELL = 3


@dataclass(frozen=True)
class Event:
    """A task in its place; `who` is named where it is not the reader's own column."""

    task: Any
    state: str
    due: Due
    may: bool
    who: Any = None

    @property
    def starts(self):
        """Minutes from midnight; None when it takes the day."""
        return self.due.wall and self.due.wall.hour * 60 + self.due.wall.minute

    @property
    def is_timed(self):
        return self.due.wall is not None


@dataclass
class Day:
    """A date with its events, or one person's part of it; `outside` marks days of the neighbouring months."""

    on: date
    events: list
    is_today: bool = False
    outside: bool = False
    person: Any = None
    is_off: bool = False
    away: list = field(default_factory=list)
    worked: frozenset = frozenset()
    marks: list = field(default_factory=list)

    @property
    def late(self):
        return sum(event.state == "over" for event in self.events)

    @property
    def ahead(self):
        return sum(event.state in ("today", "plan") for event in self.events)

    @property
    def whole(self):
        return [event for event in self.events if not event.is_timed]

    @property
    def timed(self):
        return [event for event in self.events if event.is_timed]

    @property
    def first_few(self):
        """In a cell of the month, where one line is kept for what stands beside the tasks."""
        return self.events[: IN_A_CELL - bool(self.marks)]

    @property
    def first_marks(self):
        return self.marks[: IN_A_CELL - len(self.first_few)]

    @property
    def more(self):
        return len(self.events) + len(self.marks) - len(self.first_few) - len(self.first_marks)

    @property
    def count(self):
        return len(self.events) + len(self.marks)


class Calendar:
    """What `chosen`, a TaskFilter, finds around `day`; `page` is which of the people stand in the columns of a team's day."""

    def __init__(self, span, day, chosen, page=1):
        self.span, self.day, self.chosen, self.page = span, day, chosen, page
        self.user = chosen.request.user
        self.at, self.zone = clock.now(), timezone.get_current_timezone()
        self.today = timezone.localtime(self.at).date()
        self.first, self.last = bounds(span, day)
        self.timetable = timetable_of(self.user)
        self.is_full, self.pages = False, range(1, 2)
        self.days = self._people_of_the_day() if self.has_columns_of_people else self._days()

    # -- what is shown ---------------------------------------------------------

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
    def has_columns_of_people(self):
        return self.span == "day" and self.chosen.whose_now == TEAM and not self.chosen.asked.get("person")

    @property
    def is_alone(self):
        """It is about one person, whose absences leave it without hours."""
        return self.chosen.whose_now == MINE or bool(self.chosen.asked.get("person"))

    @property
    def shown(self):
        """Saturday and Sunday stand in the week when somebody works, or something is on them."""
        if self.span != "week":
            return self.days
        return [day for day in self.days if day.on.weekday() < 5 or day.count or not day.is_off]

    @property
    def weeks(self):
        return [self.days[start : start + 7] for start in range(0, len(self.days), 7)]

    @cached_property
    def rows(self):
        """[(label, [Cell of each day shown])] of the hours, one after another."""
        return Hours(self.shown, timezone.localtime(self.at), self.lanes).rows

    @property
    def lanes(self):
        """How many tasks of one time stand beside each other."""
        return 6 if self.span == "day" and not self.has_columns_of_people else 3

    @property
    def chosen_day(self):
        """The day under the month of a phone."""
        return next(day for day in self.days if day.on == self.day)

    @property
    def may_plan(self):
        return self.user.may("create", "task")

    # -- helpers -------------------------------------------------------------

    @cached_property
    def _events(self):
        if not self.chosen.shows_tasks:
            return []
        tasks = self.chosen.found().kept().due_between(self.first, self.last, self.zone).by_place(self.zone).for_list()
        found = list(tasks[: MOST + 1])
        self.is_full = len(found) > MOST
        return [self._event(task) for task in found[:MOST]]

    def _event(self, task):
        who = task.owner if self.chosen.whole_team and task.owner_id != self.user.pk and not self.has_columns_of_people else None
        return Event(task, state_of(task, self.user, self.at), Due.of(task), may_change(self.user, task), who)

    def _marks(self, place_of):
        """{place: [Mark]} of what stands beside the tasks."""
        placed = {}
        for mark in self.chosen.marks(self.first, self.last):
            placed.setdefault(place_of(mark), []).append(mark)
        return placed

    @property
    def names_people(self):
        """Others' marks say whose they are, except where each person has a column."""
        return self.chosen.whole_team and not self.has_columns_of_people

    @property
    def _about(self):
        """Whose working hours shade the calendar."""
        return self.chosen.asked.get("person") or self.user

    def _days(self):
        events = {}
        for event in self._events:
            events.setdefault(event.due.day, []).append(event)
        count = (self.last - self.first).days + 1
        dates = [self.first + timedelta(days=number) for number in range(count)]
        absent, marks = self._absent(dates), self._marks(lambda mark: mark.on)
        return [self._day(on, events.get(on, []), absent.get(on, []), marks.get(on, [])) for on in dates]

    def _day(self, on, events, away, marks):
        outside = self.span == "month" and on.month != self.day.month
        worked = hours_of_work(self._about, on, self.zone, self.timetable, self.is_alone) if self.span != "month" else frozenset()
        works = self.timetable.is_working(self._about, on) if self.is_alone else self.timetable.would_work(self._about, on)
        return Day(on, events, on == self.today, outside, None, not works, away, worked, marks)

    def _absent(self, dates):
        """{date: [who is away]} of the person it is about, or of everybody one sees."""
        if self.is_alone:
            return {on: [self._about] for on in dates if self.timetable.absence(self._about, on)}
        away = {on: [one.user_id for one in self.timetable.absences_on(on)] for on in dates}
        ids = {pk for several in away.values() for pk in several}
        names = {person.pk: person for person in people_seen_by(self.chosen.request).active().by_ids(ids)} if ids else {}
        return {on: [names[pk] for pk in several if pk in names] for on, several in away.items()}

    def _people_of_the_day(self):
        """A column for each of these people; on the last page, also for what is nobody's any more."""
        events = {}
        for event in self._events:
            events.setdefault(event.task.owner_id, []).append(event)
        marks = self._marks(lambda mark: mark.who and mark.who.pk)
        everybody = sorted(people_seen_by(self.chosen.request).active().people(), key=lambda person: person.pk != self.user.pk)
        self.pages = range(1, max(-(-len(everybody) // COLUMNS), 1) + 1)
        shown = everybody[(self.page - 1) * COLUMNS : self.page * COLUMNS]
        if self.page >= self.pages[-1]:
            known = {person.pk for person in everybody}
            others = {event.task.owner_id: event.task.owner for event in self._events}
            others |= {mark.who and mark.who.pk: mark.who for several in marks.values() for mark in several}
            shown += [person for pk, person in others.items() if pk not in known]
        parts = [(person, person and person.pk) for person in shown[:MOST_COLUMNS]]
        return [self._column(person, events.get(pk, []), marks.get(pk, [])) for person, pk in parts]

    def _column(self, person, events, marks):
        if person is None:
            return Day(self.day, events, self.day == self.today, marks=marks)
        worked = hours_of_work(person, self.day, self.zone, self.timetable)
        away = [person] if self.timetable.absence(person, self.day) else []
        return Day(self.day, events, self.day == self.today, False, person, not worked, away, worked, marks)

    def _step(self, way):
        return self.day + timedelta(days=way * (7 if self.span == "week" else 1))


def bounds(span, day):
    """The first and the last date of the span; a month is shown in whole weeks."""
    if span == "day":
        return day, day
    first = day.replace(day=1) if span == "month" else day
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1) if span == "month" else day
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
