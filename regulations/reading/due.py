"""Until when something is to be read: working days of the person's own calendar, so that an absence moves the date."""

from datetime import time, timedelta

from accounts.schedule import Timetable
from crm_project.lib.working_time import instant_of

LONG_ABSENCE = 14
"""After more days away than this the count begins anew on the first working day."""
FURTHEST = 400
MORNING = time(9)
A_DAY = timedelta(days=1)


class Deadlines:
    """Due moments of many people by one timetable, as absences and calendars are known at its moment."""

    def __init__(self, at):
        self.table = Timetable(at=at).read()
        self._known = {}

    def due_at(self, person, started_at, days):
        """The close of the `days`-th working day after `started_at`; 0 days is the day itself while it is not over."""
        key = person.pk, started_at, days
        if key not in self._known:
            self._known[key] = self._due_at(person, started_at, days)
        return self._known[key]

    def remind_at(self, person, due_at, after):
        """The next morning after a moment on which to remind: a working day before it is due, on the day, a working day later."""
        due_on = self.table.local_date(person, due_at)
        days = [self._working(person, due_on, -1), due_on, self._working(person, due_on, 1)]
        mornings = [instant_of(day, MORNING, self.table.zone(person, day)) for day in days]
        return next((moment for moment in mornings if moment > after), None)

    def wave(self, person, due_at, at):
        """Which reminder a moment belongs to: -1 before the day it is due, 0 on it, 1 after it."""
        day, due_on = self.table.local_date(person, at), self.table.local_date(person, due_at)
        return (day > due_on) - (day < due_on)

    def _due_at(self, person, started_at, days):
        day = self.table.local_date(person, started_at)
        if days == 0 and self.table.is_working(person, day) and started_at < self.table.cut_off(person, day):
            return self.table.cut_off(person, day)
        left = days = max(days, 1)
        for _step in range(FURTHEST):
            day += A_DAY
            absence = self.table.absence(person, day)
            if absence and (absence.to_on - absence.from_on).days + 1 > LONG_ABSENCE:
                day, left = absence.to_on, days
            elif self.table.is_working(person, day):
                left -= 1
                if not left:
                    break
        return self.table.cut_off(person, day)

    def _working(self, person, day, step):
        for _step in range(FURTHEST):
            day += step * A_DAY
            if self.table.is_working(person, day):
                return day
        return day
