"""Dates offered by one press: working days of whoever has to do it, at an hour they work."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.schedule import an_hour_before, timetable_of
from crm_project.lib import clock, formats
from crm_project.lib.working_time import instant_of

from .due import Due

MORNING = time(10)
EVENING = time(17)
_FAR = 62


@dataclass(frozen=True)
class Offer:
    """A moment offered as one press: `code` for the address, `words` for the button."""

    code: str
    words: Any
    due: Due


def offers(user, now=None):
    """«сегодня 17:00» while it is ahead, «завтра 10:00», «в понедельник», and the next day as a whole; for one's own work."""
    days = WorkDays(user, user, now)
    later = days.after(days.today)
    choices = [
        Offer("tomorrow", days.said(later, later.wall, _("tomorrow, %(time)s")), later),
        *days.monday(_("on Monday")),
        Offer("all-day", days.said(Due(later.day), None, _("tomorrow, all day")), Due(later.day)),
    ]
    evening = days.evening()
    if evening:
        choices.insert(0, Offer("today", _("today, %(time)s") % {"time": formats.clock_time(evening.wall)}, evening))
    return choices


def usual(user, now=None):
    """What the form of a new task begins with: the next working morning, which is most often meant."""
    days = WorkDays(user, user, now)
    due = days.after(days.today)
    return {"day": due.day, "time": due.wall}


def new_dates(task, user, now=None):
    """Quick new dates of a task, by code: the next working morning, a working day later than planned (never in the past), Monday."""
    days = WorkDays(task.owner or user, user, now)
    due = Due.of(task)
    since = max(due.day, days.today)
    tomorrow, later = days.after(days.today), days.after(since, keeping=due)
    return [
        Offer("tomorrow", days.said(tomorrow, tomorrow.wall, _("Tomorrow, %(time)s")), tomorrow),
        Offer("day-later", _("A day later") if later.day - since == timedelta(days=1) else days.named(later), later),
        *days.monday(_("On Monday"), keeping=due),
    ]


def next_monday(day):
    return day + timedelta(days=7 - day.weekday())


class WorkDays:
    """The working days of a person, told on the clock of a reader."""

    def __init__(self, person, reader, now=None):
        self.person, self.timetable = person, timetable_of(reader)
        self.now = now or clock.now()
        self.today = timezone.localtime(self.now).date()

    def after(self, day, keeping=None):
        """The first working date after this one, in the morning; or `keeping` what another due moment says of the hour."""
        on = self._first_from(day + timedelta(days=1))
        if keeping is None:
            return self._at(on, MORNING)
        return self._kept(on, keeping) if keeping.wall else Due(on)

    def evening(self):
        """Today's last task: at five, or an hour before an earlier end; None on a day off and once it is over."""
        worked = self.timetable.intervals(self.person, self.today)
        if not worked:
            return None
        due = self._at(self.today, EVENING)
        return due if due.day == self.today and due.facts()["due_at"] > self.now else None

    def monday(self, words, keeping=None):
        """[the offer of the coming Monday], or of the first working day from it on; nothing where tomorrow says the same."""
        monday = next_monday(self.today)
        on = self._first_from(monday)
        due = self._kept(on, keeping) if keeping and keeping.wall else self._at(on, MORNING)
        if due.day == self.after(self.today).day:
            return []
        return [Offer("monday", words if due.day == monday else self.named(due), due)]

    def said(self, due, wall, words):
        """`words` where tomorrow is meant, else the date: «пн, 24 ноя, 10:00»."""
        hour = {"time": formats.clock_time(wall)} if wall else {}
        if due.day - self.today == timedelta(days=1):
            return words % hour
        return self.named(due) if wall else _("%(day)s, all day") % {"day": _named(due.day)}

    def named(self, due):
        return f"{_named(due.day)}, {formats.clock_time(due.wall)}" if due.wall else _named(due.day)

    # -- helpers -------------------------------------------------------------

    def _first_from(self, day):
        """The first date on which the person works; who works on none within two months is asked nothing of."""
        for ahead in range(_FAR):
            if self.timetable.is_working(self.person, day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        return day

    def _at(self, on, wall):
        """At this hour of the person's clock or the nearest one that is worked, told on the reader's clock."""
        worked = self.timetable.intervals(self.person, on)
        moment = instant_of(on, _within(worked, wall) if worked else wall, self.timetable.zone(self.person, on))
        local = timezone.localtime(moment)
        return Due(local.date(), local.time())

    def _kept(self, on, due):
        """At the hour of `due`, the nearest one that is worked; an hour that was chosen beyond working hours stays."""
        zone, reader = self.timetable.zone(self.person, on), timezone.get_current_timezone()
        was = instant_of(due.day, due.wall, reader)
        if not self.timetable.works_at(self.person, was):
            return Due(on, due.wall)
        return self._at(on, instant_of(on, due.wall, reader).astimezone(zone).time())


def _named(day):
    return f"{formats.weekday_short(day)}, {formats.day_short(day)}"


def _holds(intervals, wall):
    return any(begins <= wall < ends for begins, ends in intervals)


def _within(intervals, wall):
    """The hour itself, else the next one that is worked; after the end of work an hour before it."""
    if _holds(intervals, wall):
        return wall
    later = [begins for begins, _ends in intervals if begins > wall]
    if later:
        return later[0]
    begins, ends = intervals[-1]
    return max(an_hour_before(ends), begins)
