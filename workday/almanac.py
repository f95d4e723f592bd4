"""What was known when a date was closed: calendars and closing times changed later do not touch it."""

from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from types import SimpleNamespace

from accounts.models import Absence, CalendarDay, Schedule
from accounts.schedule import Timetable
from crm_project.lib.working_time import instant_of


def as_member(user, department_id):
    """The person as a member of a department: what timetables ask for."""
    return SimpleNamespace(pk=user.pk, zone=user.zone, department_id=department_id)


class Almanac:
    """Timetables as they were known from moment to moment since a date."""

    def __init__(self, first, now):
        self.first, self.now = first, now
        self._tables = {}

    def table_for(self, person, day):
        """A change made at t counts for a date if t lies before both its old and its new cut-off; else from the next date."""
        table = self._table(self._start)
        for moment in self._knots:
            if moment >= table.cut_off(person, day):
                break
            newer = self._table(moment)
            if moment < newer.cut_off(person, day):
                table = newer
        return table

    def cut_off(self, person, day):
        return self.table_for(person, day).cut_off(person, day)

    def midnight(self, person, day):
        """The first instant of a local date."""
        return instant_of(day, time.min, self.table_for(person, day).zone(person, day))

    @property
    def today(self):
        """The timetable as it is known now."""
        return self._table(self.now)

    @cached_property
    def _start(self):
        return min(datetime.combine(self.first - timedelta(days=1), time.min, tzinfo=UTC), self.now)

    @cached_property
    def _knots(self):
        moments = set()
        kept = [(Schedule, "created_at")] + [(model, field) for model in (CalendarDay, Absence) for field in ("known_from", "known_to")]
        for model, field in kept:
            between = {f"{field}__gt": self._start, f"{field}__lte": self.now}
            moments |= set(model.objects.filter(**between).values_list(field, flat=True))
        return sorted(moments)

    def _table(self, at):
        if at not in self._tables:
            self._tables[at] = Timetable(at=at)
        return self._tables[at]
