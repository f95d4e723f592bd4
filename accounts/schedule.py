"""Whose day ends when: zones, calendars and closing times as they hold on a date."""

from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from crm_project.lib import clock
from crm_project.lib.steady import steady
from crm_project.lib.working_time import instant_of, parse_intervals

from .models import Absence, CalendarDay, CalendarWeek, Schedule, WorkCalendar
from .models.calendar import FIVE_DAYS

CLOSING = time(18)
_FIVE_DAYS = [parse_intervals(day) for day in FIVE_DAYS]


class Timetable:
    """Schedules, calendars and absences of everybody, read by a handful of queries and asked for any person and date."""

    def __init__(self, at=None):
        self.at = at or clock.now()

    def read(self):
        """Read everything at once, for a timetable that many will ask."""
        _all = self._company_zone, self._default_calendar, self._weeks, self._exceptions, self._schedules, self._absences
        return self

    def zone(self, user, day):
        """The IANA zone of a person on a date: their own, else the department's, else the company's."""
        return ZoneInfo(self._pick(user, day, "zone") or self._company_zone)

    def department_zone(self, department, day):
        return ZoneInfo(self._pick_for_department(department.pk, day, "zone") or self._company_zone)

    def local_date(self, user, at):
        """The date on the wall of a person at an instant."""
        guess = at.astimezone(self.zone(user, at.date())).date()
        return at.astimezone(self.zone(user, guess)).date()

    def intervals(self, user, day):
        """Working intervals of a person on a date as it was known at this timetable's moment; [] on a day off."""
        if self._is_absent(user, day):
            return []
        return self._calendar_intervals(self._pick(user, day, "calendar_id") or self._default_calendar, day)

    def usual_intervals(self, user, day):
        """The same by the calendar alone, whether or not the person is away."""
        return self._calendar_intervals(self._pick(user, day, "calendar_id") or self._default_calendar, day)

    def is_working(self, user, day):
        return bool(self.intervals(user, day))

    def works_at(self, user, at):
        """Whether an instant lies within the working hours of a person who is not away."""
        day = self.local_date(user, at)
        return _within(self.intervals(user, day), day, at, self.zone(user, day))

    def department_works_at(self, department, at):
        """The same for a department, by its own calendar and zone."""
        zone = self.department_zone(department, at.date())
        day = at.astimezone(zone).date()
        calendar = self._pick_for_department(department.pk, day, "calendar_id") or self._default_calendar
        return _within(self._calendar_intervals(calendar, day), day, at, zone)

    def is_away(self, user, at):
        return self._is_absent(user, self.local_date(user, at))

    def would_work(self, user, day):
        """A working date by the calendar, whether or not the person is away on it."""
        return bool(self.usual_intervals(user, day))

    def is_working_for(self, department, day):
        calendar = self._pick_for_department(department.pk, day, "calendar_id") or self._default_calendar
        return bool(self._calendar_intervals(calendar, day))

    def closing(self, user, day):
        """The local time at which a person's date is closed: the hour set for it, an hour less on a short day, else the end of work."""
        calendar = self._pick(user, day, "calendar_id") or self._default_calendar
        return self._closing(self._pick(user, day, "closes_at"), calendar, day)

    def cut_off(self, user, day):
        """C(u, D): the one instant at which this date of this person is judged."""
        return instant_of(day, self.closing(user, day), self.zone(user, day))

    def department_closing(self, department, day):
        calendar = self._pick_for_department(department.pk, day, "calendar_id") or self._default_calendar
        return self._closing(self._pick_for_department(department.pk, day, "closes_at"), calendar, day)

    def department_cut_off(self, department, day):
        """The department's own hour, at which what nobody owns is judged."""
        return instant_of(day, self.department_closing(department, day), self.department_zone(department, day))

    def last_closed(self, user, at):
        """The latest date whose cut-off lies at or before the instant, working or not."""
        day = self.local_date(user, at)
        return day if self.cut_off(user, day) <= at else day - timedelta(days=1)

    def deputy(self, user, day):
        """The id of who stands in for an absent person on a date, or None."""
        absence = self.absence(user, day)
        return absence and absence.deputy_id

    def absence(self, user, day):
        """Of a person on a date, with its deputy; or None."""
        return next((one for one in self._absences.get(user.pk, ()) if one.from_on <= day <= one.to_on), None)

    def stood_in_for_by(self, user, at):
        """Who is away on the person's own date and has named them as deputy."""
        named = [one for several in self._absences.values() for one in several if one.deputy_id == user.pk]
        day = self.local_date(user, at) if named else None
        return [one.user for one in named if one.from_on <= day <= one.to_on]

    def absences_on(self, day):
        """Everybody's on a date, with who is away and who stands in."""
        return [one for several in self._absences.values() for one in several if one.from_on <= day <= one.to_on]

    # -- helpers -------------------------------------------------------------

    def _closing(self, fixed, calendar, day):
        if fixed:
            return an_hour_before(fixed) if self._is_short(calendar, day) else fixed
        intervals = self._calendar_intervals(calendar, day)
        return intervals[-1][1] if intervals else CLOSING

    def _pick(self, user, day, field):
        own = self._latest(("user", user.pk), day, field)
        if not own and field == "zone" and not any(row.zone for row in self._schedules.get(("user", user.pk), ())):
            own = user.zone
        return own or self._pick_for_department(user.department_id, day, field)

    def _pick_for_department(self, department_id, day, field):
        return self._latest(("department", department_id), day, field) or self._latest(("company", None), day, field)

    def _latest(self, bearer, day, field):
        """What the row in force says; an empty field means the next wider bearer."""
        in_force = [row for row in self._schedules.get(bearer, ()) if row.effective_from <= day]
        return getattr(in_force[-1], field) if in_force else None

    def _calendar_intervals(self, calendar_id, day):
        exception = self._exceptions.get((calendar_id, day))
        week = self._week(calendar_id, day)
        usual = week[day.weekday()]
        if exception is None:
            return usual
        if exception.kind == CalendarDay.Kind.HOLIDAY:
            return []
        usual = usual or next((intervals for intervals in week if intervals), [])
        if exception.kind == CalendarDay.Kind.WORKING or not usual:
            return usual
        begins, ends = usual[-1]
        return [*usual[:-1], (begins, an_hour_before(ends))]

    def _week(self, calendar_id, day):
        weeks = [week for first, week in self._weeks.get(calendar_id, ()) if first <= day]
        return weeks[-1] if weeks else _FIVE_DAYS

    def _is_short(self, calendar_id, day):
        exception = self._exceptions.get((calendar_id, day))
        return bool(exception and exception.kind == CalendarDay.Kind.SHORT)

    def _is_absent(self, user, day):
        return self.absence(user, day) is not None

    @cached_property
    def _company_zone(self):
        from .models import Workspace

        return Workspace.current().zone

    @cached_property
    def _default_calendar(self):
        return WorkCalendar.objects.filter(is_default=True).values_list("pk", flat=True).first()

    @cached_property
    def _weeks(self):
        """{calendar: [(from which date, seven lists of intervals)]}, the template it began with first."""
        rows = {pk: [(date.min, parsed_week(week))] for pk, week in WorkCalendar.objects.values_list("pk", "week")}
        known = CalendarWeek.objects.filter(created_at__lte=self.at).order_by("effective_from", "pk")
        for pk, first, week in known.values_list("calendar_id", "effective_from", "week"):
            rows[pk].append((first, parsed_week(week)))
        return rows

    @cached_property
    def _exceptions(self):
        known = CalendarDay.objects.filter(known_from__lte=self.at, known_to__gt=self.at)
        return {(day.calendar_id, day.on): day for day in known}

    @cached_property
    def _schedules(self):
        rows = {}
        for row in Schedule.objects.filter(created_at__lte=self.at).order_by("effective_from", "pk"):
            bearer = ("user", row.user_id) if row.user_id else ("department", row.department_id) if row.department_id else ("company", None)
            rows.setdefault(bearer, []).append(row)
        return rows

    @cached_property
    def _absences(self):
        rows = {}
        for absence in Absence.objects.filter(known_from__lte=self.at, known_to__gt=self.at).with_people():
            rows.setdefault(absence.user_id, []).append(absence)
        return rows


def timetable_of(user):
    """One timetable for all that a request asks on behalf of its user; a user object lives as long as the request."""
    if not hasattr(user, "_timetable"):
        user._timetable = steady(user, ("timetable",), Timetable, Timetable.read)
    return user._timetable


def _within(intervals, day, at, zone):
    return any(instant_of(day, begins, zone) <= at < instant_of(day, ends, zone) for begins, ends in intervals)


def an_hour_before(wall):
    return (datetime.combine(date.min + timedelta(days=1), wall) - timedelta(hours=1)).time()


def parsed_week(week):
    return [parse_intervals(day) for day in week or FIVE_DAYS]
