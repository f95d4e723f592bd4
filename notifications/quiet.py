"""When a person is left alone, and when what waited for it leaves: asked for an instant, on that person's own clock."""

from datetime import datetime, timedelta

from crm_project.lib.working_time import instant_of

from .kinds import kind_of
from .preferences import morning_of, quiet_of

FURTHEST = 31


def until(person, verb, at, timetable):
    """The end of the quiet in which this kind of notice falls for this person, or None when it may come now."""
    hours, days_off, lets_urgent = quiet_of(person)
    if (hours is None and not days_off) or (lets_urgent and kind_of(verb).is_urgent):
        return None
    moment = at
    for _step in range(2 * FURTHEST):
        ends = _quiet_end(person, moment, hours, days_off, timetable)
        if ends is None:
            break
        moment = ends
    return moment if moment > at else None


def next_morning(person, at, timetable):
    """The instant of the next letter that gathers: on a working day, at the hour the person chose."""
    wall, day = morning_of(person), timetable.local_date(person, at)
    for step in range(FURTHEST):
        on = day + timedelta(days=step)
        moment = instant_of(on, wall, timetable.zone(person, on))
        if moment > at + timedelta(minutes=1) and timetable.is_working(person, on):
            return moment
    return moment


def _quiet_end(person, at, hours, days_off, timetable):
    """When the quiet that holds at this instant ends, or None."""
    day = timetable.local_date(person, at)
    zone = timetable.zone(person, day)
    if days_off and not timetable.is_working(person, day):
        return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=zone)
    if hours is None:
        return None
    begins, ends = hours
    for first in (day - timedelta(days=1), day):
        last = first if begins < ends else first + timedelta(days=1)
        if instant_of(first, begins, zone) <= at < (end := instant_of(last, ends, zone)):
            return end
    return None
