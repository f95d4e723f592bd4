"""Changes of zone, calendar and closing time: from which date they hold, so that no day is judged twice or never.

A change at moment t holds for date D if t lies before both the old and the new cut-off of D, for everybody it concerns;
else from the next date on.
"""

from datetime import date, timedelta

from django.db import transaction

from crm_project.lib import clock
from timeline.models import Entry

from .models import CalendarDay, CalendarWeek, Department, Schedule, User, Workspace
from .schedule import Timetable, parsed_week
from .signals import hours_changed

_LONG_AGO = date(2000, 1, 1)
_STEPS = 5


class DayIsOver(ValueError):
    """The date has been closed for somebody, or would be closed at once; a closed day is only voided."""


def set_hours(bearer, *, zone="", calendar=None, closes_at=None, by):
    """Set what a user, a department or (None) the company goes by; answers the row with its first date."""
    with transaction.atomic():
        now = clock.now()
        _keep_earlier_zone(bearer, now)
        row = Schedule(zone=zone, calendar=calendar, closes_at=closes_at, created_at=now, **_link(bearer))
        row.effective_from = _first_date(_concerned(bearer), now, lambda timetable: _add_row(timetable, row))
        row.save(force_insert=True)
        facts = {"zone": zone, "calendar": str(calendar or ""), "closes_at": str(closes_at or "")[:5], "from": row.effective_from}
        _note(bearer, "hours_changed", by, **facts)
        hours_changed.send(sender=Schedule, bearer=bearer)
    return row


def set_week(calendar, week, *, by):
    """Work by another weekly template; answers the dated row."""
    with transaction.atomic():
        now = clock.now()
        row = CalendarWeek(calendar=calendar, week=week, created_at=now)
        row.effective_from = _first_date(_concerned(None), now, lambda timetable: _add_week(timetable, row))
        row.save(force_insert=True)
        _note(None, "week_changed", by, calendar=calendar.name, **{"from": row.effective_from})
    return row


def set_day(calendar, on, kind, title="", *, by):
    """Make one date a day off, a working or a short day, or (kind empty) a usual one. Closed dates stay as they were."""
    with transaction.atomic():
        now = clock.now()
        row = CalendarDay(calendar=calendar, on=on, kind=kind, title=title, known_from=now) if kind else None
        if not _lies_ahead(_concerned(None), on, now, lambda timetable: timetable._exceptions.update({(calendar.pk, on): row})):
            raise DayIsOver(on)
        calendar.days.current().filter(on=on).update(known_to=now)
        if row:
            row.save(force_insert=True)
        _note(None, "calendar_day_changed", by, on=on, day=kind, title=title)
    return row


# -- helpers ---------------------------------------------------------------------


def _first_date(concerned, at, change):
    old, new = Timetable(at), Timetable(at)
    change(new)
    day = min(_local_date(old, bearer, at) for bearer in concerned)
    for _step in range(_STEPS):
        if all(at < _cut_off(old, bearer, day) and at < _cut_off(new, bearer, day) for bearer in concerned):
            break
        day += timedelta(days=1)
    return day


def _lies_ahead(concerned, day, at, change):
    old, new = Timetable(at), Timetable(at)
    change(new)
    return all(at < _cut_off(old, bearer, day) and at < _cut_off(new, bearer, day) for bearer in concerned)


def _concerned(bearer):
    """Whose cut-offs a change may touch: a person's own, a department's and its members', or everybody's."""
    if isinstance(bearer, User):
        return [bearer]
    if bearer is not None:
        return [bearer, *bearer.users.active()]
    return [Department(), *Department.objects.live(), *User.objects.active()]


def _local_date(timetable, bearer, at):
    if isinstance(bearer, User):
        return timetable.local_date(bearer, at)
    return at.astimezone(timetable.department_zone(bearer, at.date())).date()


def _cut_off(timetable, bearer, day):
    return timetable.cut_off(bearer, day) if isinstance(bearer, User) else timetable.department_cut_off(bearer, day)


def _add_row(timetable, row):
    row.effective_from = _LONG_AGO
    key = ("user", row.user_id) if row.user_id else ("department", row.department_id) if row.department_id else ("company", None)
    timetable._schedules.setdefault(key, []).append(row)


def _add_week(timetable, row):
    timetable._weeks.setdefault(row.calendar_id, []).append((_LONG_AGO, parsed_week(row.week)))


def _link(bearer):
    if bearer is None:
        return {}
    return {"user": bearer} if isinstance(bearer, User) else {"department": bearer}


def _keep_earlier_zone(bearer, now):
    """The undated zone of a profile or of the company held until now; a dated row says so before the first change."""
    if isinstance(bearer, Department) or any(row.zone for row in Schedule.objects.of(bearer)):
        return
    zone = bearer.zone if bearer else Workspace.current().zone
    if zone:
        Schedule.objects.create(zone=zone, effective_from=_LONG_AGO, created_at=clock.FOREVER.replace(year=2000), **_link(bearer))


def _note(bearer, verb, by, **facts):
    kind, pk = (bearer.kind, bearer.pk) if bearer else ("workspace", 0)
    Entry.fact(kind, pk, verb, by=by, audience=Entry.Audience.ADMINS, **facts).save(force_insert=True)
