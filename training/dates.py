"""By when a test is to be passed: so many working days of the person, until their closing time."""

from datetime import timedelta

from accounts.schedule import Timetable
from crm_project.lib import clock

MOST_DAYS_AHEAD = 120


class Days:
    """One timetable for all the people who are given a test at once."""

    def __init__(self, at=None):
        self.timetable = Timetable(at or clock.now())

    def after(self, person, days, at):
        """The close of the so-manieth working day after an instant; days on which they are known to be away do not count."""
        day, left = self.timetable.local_date(person, at), max(days, 1)
        for _ahead in range(MOST_DAYS_AHEAD):
            day += timedelta(days=1)
            left -= self.timetable.is_working(person, day)
            if not left:
                break
        return self.timetable.cut_off(person, day)

    def before(self, person, days, at):
        """The close of the so-manieth working day before an instant."""
        day, left = self.timetable.local_date(person, at), max(days, 1)
        for _back in range(MOST_DAYS_AHEAD):
            day -= timedelta(days=1)
            left -= self.timetable.would_work(person, day)
            if not left:
                break
        return self.timetable.cut_off(person, day)
