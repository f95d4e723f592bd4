"""When the made-up people work: nothing of theirs falls due at night, on a weekend or a holiday."""

from datetime import timedelta

from accounts.schedule import Timetable
from crm_project.lib.working_time import instant_of

FAR = 40
HALF_AN_HOUR = timedelta(minutes=30)


class DemoHours:
    """The calendars as they are now, read once."""

    def __init__(self):
        self.timetable = Timetable().read()

    def later(self, person, moment, spread=0):
        """The moment itself while the person works, else so many minutes after they begin the next time."""
        nearest = self._nearest(person, moment, 1)
        return nearest if nearest == moment else self._nearest(person, nearest + timedelta(minutes=spread), 1)

    def earlier(self, person, moment):
        """The moment itself while the person works, else half an hour before they last stopped."""
        return self._nearest(person, moment, -1)

    def day(self, person, day):
        """The date itself if the person works on it, else the next such one."""
        return next(one for one in self._days(day, 1) if self.timetable.would_work(person, one))

    def _nearest(self, person, moment, way):
        zone = self.timetable.zone(person, moment.date())
        for day in self._days(moment.astimezone(zone).date(), way):
            spans = [(instant_of(day, begins, zone), instant_of(day, ends, zone)) for begins, ends in self._worked(person, day)]
            for begins, ends in spans[::way]:
                if begins <= moment < ends:
                    return moment
                if way > 0 and moment < begins:
                    return begins
                if way < 0 and ends <= moment:
                    return ends - HALF_AN_HOUR
        return moment

    def _worked(self, person, day):
        return self.timetable.usual_intervals(person, day)

    @staticmethod
    def _days(day, way):
        return (day + timedelta(days=way * number) for number in range(FAR))
