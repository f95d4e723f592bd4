"""The span of dates a report speaks of, as instants of one time zone."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Period:
    """Dates `first` to `last`, both included, on the walls of `zone`."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self):
        return datetime.combine(self.first, time.min, tzinfo=self.zone)

    @property
    def end(self):
        """The instant after the last date."""
        return datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=self.zone)

    @property
    def days(self):
        return (self.last - self.first).days + 1

    def before(self):
        """The span of the same length that ends where this one begins."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1), self.zone)

    @classmethod
    def named(cls, name, today, zone):
        """week, month, quarter, year (to date), last_month or year_back (twelve months), by the dates of the zone."""
        monday = today - timedelta(days=today.weekday())
        quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        last_month_end = today.replace(day=1) - timedelta(days=1)
        spans = {
            "week": (monday, today),
            "month": (today.replace(day=1), today),
            "last_month": (last_month_end.replace(day=1), last_month_end),
            "quarter": (quarter, today),
            "year": (date(today.year, 1, 1), today),
            "year_back": (_year_before(today) + timedelta(days=1), today),
        }
        return cls(*spans[name], zone)


def _year_before(day):
    return date(day.year - 1, day.month, min(day.day, monthrange(day.year - 1, day.month)[1]))
