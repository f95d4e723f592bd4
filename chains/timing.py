"""When the steps of a chain are planned: one after the other, in the working time of whoever does each."""

from accounts.schedule import Timetable
from crm_project.lib.working_time import plus_working_minutes, working_minutes

DAYS_AHEAD = 800


class Hours:
    """Working time of people, read once for a whole plan. A step that nobody has yet goes by the hours of `usual`."""

    def __init__(self, usual, timetable=None):
        self.usual, self.timetable = usual, timetable or Timetable().read()

    def later(self, person, start, minutes):
        """The instant by which the person has worked so many minutes since `start`; by the calendar, whether or not they are away."""
        intervals_on, zone = self._of(person, start)
        return plus_working_minutes(start, minutes, intervals_on, zone, DAYS_AHEAD)

    def between(self, person, start, end):
        """Working minutes between two instants; 0 when they are the other way round."""
        intervals_on, zone = self._of(person, start)
        return working_minutes(start, end, intervals_on, zone) if end > start else 0

    def lay_out(self, steps, start):
        """Set `planned_start` and `planned_finish` of these steps, the first as soon as work goes on after `start`; answers the end."""
        for step in steps:
            step.planned_start = self.later(step.executor, start, 0)
            step.planned_finish = start = self.later(step.executor, step.planned_start, step.minutes)
        return start

    def go_along(self, steps, before, after):
        """Later steps follow one that ended at `before` and ends at `after` now: each keeps its length and its distance in working time."""
        for step in steps:
            gap = self.between(step.executor, before, step.planned_start)
            length = self.between(step.executor, step.planned_start, step.planned_finish)
            before = step.planned_finish
            step.planned_start = self.later(step.executor, after, gap)
            step.planned_finish = after = self.later(step.executor, step.planned_start, length or step.minutes)
        return after

    def _of(self, person, at):
        person = person or self.usual
        zone = self.timetable.zone(person, self.timetable.local_date(person, at))
        return (lambda day: self.timetable.usual_intervals(person, day)), zone
