"""Due moments as people name them: on their own clock and calendar."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from crm_project.lib import clock
from crm_project.lib.working_time import instant_of


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


def today():
    return timezone.localtime(clock.now()).date()


def start_of(day):
    """The first instant of a local date."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
