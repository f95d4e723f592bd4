"""The Russian production calendar: the one place that knows the library it comes from.

The library knows holidays and decreed transfers, not the short days; these follow from the law (the day before a holiday)
and from the decrees that make a Saturday work.
"""

from datetime import date, timedelta

from .models import CalendarDay

# Working Saturdays that their decree also shortens.
_SHORT_SATURDAYS = {date(2024, 11, 2), date(2025, 11, 1), date(2027, 2, 20)}


def exceptions_of(year, language="ru"):
    """[(date, kind, title)] of everything that differs from a plain week from Monday to Friday, and every public holiday."""
    calendar = _of(year, language)
    substituted = set(_substituted(year))
    found = []
    day = date(year, 1, 1)
    while day.year == year:
        tomorrow = day + timedelta(days=1)
        works = calendar.is_working_day(day)
        if day in calendar or (day.weekday() < 5 and not works):
            found.append((day, CalendarDay.Kind.HOLIDAY, calendar.get(day, "")[:120]))
        elif works and (day in _SHORT_SATURDAYS or (day.weekday() < 5 and tomorrow in calendar and tomorrow not in substituted)):
            found.append((day, CalendarDay.Kind.SHORT, ""))
        elif works and day.weekday() >= 5:
            found.append((day, CalendarDay.Kind.WORKING, ""))
        day = tomorrow
    return found


def is_decreed(year):
    """Whether the transfers of this year are known; without them only the holidays of the law are."""
    return bool(_substituted(year))


def _of(year, language):
    import holidays  # the library brings three hundred modules along, which most processes never need

    return holidays.country_holidays("RU", years=[year, year + 1], language={"ru": "ru", "en": "en_US"}.get(language, "ru"))


def _substituted(year):
    """Days off that a decree moved here from a Saturday or a Sunday."""
    from holidays.countries.russia import RussiaStaticHolidays

    special = RussiaStaticHolidays.special_public_holidays
    return [date(year, month, day) for month, day, *_from in _flat(special.get(year, ()))]


def _flat(entry):
    return [entry] if entry and isinstance(entry[0], int) else list(entry)
