"""Due moments as people name them: on their own clock and calendar."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from crm_project.lib import clock
from crm_project.lib.working_time import instant_of

MORNING = time(10)
EVENING = time(17)


@dataclass(frozen=True)
class Due:
    """A date of the local calendar, with an hour or all day."""

    day: date
    wall: time | None = None

    def facts(self, zone=None):
        """{"due_at": …} or {"due_on": …} for the verbs; an hour that a change of the clocks skips is the first one after it."""
        if self.wall is None:
            return {"due_at": None, "due_on": self.day}
        return {"due_at": instant_of(self.day, self.wall, zone or timezone.get_current_timezone()), "due_on": None}

    @classmethod
    def of(cls, task):
        """As the task stands, on the active clock."""
        if task.due_on:
            return cls(task.due_on)
        local = timezone.localtime(task.due_at)
        return cls(local.date(), local.time().replace(second=0, microsecond=0))


@dataclass(frozen=True)
class Offer:
    """A moment offered as one press: `code` for the address, `words` for the button."""

    code: str
    words: Any
    due: Due


def today():
    return timezone.localtime(clock.now()).date()


def offers(now=None):
    """«сегодня 17:00» while it is ahead, «завтра 10:00», «в понедельник», and tomorrow for the whole day."""
    local = timezone.localtime(now or clock.now())
    day = local.date()
    choices = [
        Offer("tomorrow", _("tomorrow, 10:00"), Due(day + timedelta(days=1), MORNING)),
        Offer("monday", _("on Monday"), Due(next_monday(day), MORNING)),
        Offer("all-day", _("tomorrow, all day"), Due(day + timedelta(days=1))),
    ]
    if local.time() < EVENING:
        choices.insert(0, Offer("today", _("today, 17:00"), Due(day, EVENING)))
    return choices


def usual():
    """What the form of a new task begins with: tomorrow at ten, which is most often meant."""
    return {"day": today() + timedelta(days=1), "time": MORNING}


def new_dates(task, now=None):
    """Quick new dates of a task, by code: tomorrow at ten, a day later than planned (never in the past), next Monday."""
    day = timezone.localtime(now or clock.now()).date()
    due = Due.of(task)
    later = Due(max(due.day, day) + timedelta(days=1), due.wall)
    return [
        Offer("tomorrow", _("Tomorrow, 10:00"), Due(day + timedelta(days=1), MORNING)),
        Offer("day-later", _("A day later"), later),
        Offer("monday", _("On Monday"), Due(next_monday(day), due.wall or MORNING)),
    ]


def next_monday(day):
    return day + timedelta(days=7 - day.weekday())


def start_of(day):
    """The first instant of a local date."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
