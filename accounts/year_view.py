"""The working year as twelve small months."""

from calendar import Calendar
from datetime import date

from .schedule import parsed_week


def months_of(calendar, year, today):
    """[(first day, [[(date or None, kind, title)]])]: kind is off, short, works (a weekend day that works) or ""."""
    exceptions = {day.on: day for day in calendar.days.current().of_year(year)}
    week = [bool(intervals) for intervals in parsed_week(week_in_force(calendar, today))]
    return [(date(year, month, 1), _weeks(year, month, exceptions, week)) for month in range(1, 13)]


def week_in_force(calendar, today):
    """The weekly template of a date, as [["09:00", "18:00"]] lists."""
    latest = calendar.weeks.in_force(today)
    week = latest.week if latest else calendar.week
    return week or [[["09:00", "18:00"]]] * 5 + [[], []]


def _weeks(year, month, exceptions, week):
    return [[_day(day, month, exceptions, week) for day in row] for row in Calendar().monthdatescalendar(year, month)]


def _day(day, month, exceptions, week):
    if day.month != month:
        return None, "", ""
    known = exceptions.get(day)
    if known:
        return day, {"holiday": "off", "working": "works", "short": "short"}[known.kind], known.title or known.get_kind_display()
    return day, "" if week[day.weekday()] else "off", ""
