"""Business time: the database's clock, which a test may freeze or shift."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.dateparse import parse_datetime, parse_duration

FOREVER = datetime(2999, 1, 1, tzinfo=UTC)
"""The open end of an interval column: later than every moment a rule may ask about."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Earlier than every moment that is kept: what has none stands before all others in an order."""

_drift = timedelta()


def now():
    """The moment, in UTC, that rules, reminders and history go by (never sign-in)."""
    setting = os.environ.get("APP_TEST_CLOCK", "")
    if setting:
        return _told_by(setting)
    return timezone.now() + _drift


def today(zone):
    """The date on the wall in an IANA zone: zone arithmetic, never plus 24 hours."""
    return now().astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()


def local_today():
    """The date on the wall of whoever reads the page, or of the company where nobody does."""
    return timezone.localdate(now())


def follow_database(connection, **kwargs):
    """Learn how far this process's clock is from the database's; runs at every new connection."""
    global _drift
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        _drift = cursor.fetchone()[0] - before


def drift():
    return _drift


def is_valid_date(value: date):
    return 1900 <= value.year <= 2100


def _told_by(setting):
    if setting.startswith("@"):
        setting = Path(setting[1:]).read_text(encoding="utf-8").strip()
    if setting.startswith(("+", "-")):
        shift = parse_duration(setting.lstrip("+"))
        if shift is None:
            raise ImproperlyConfigured(f"APP_TEST_CLOCK is not an offset: {setting}")
        return timezone.now() + shift
    moment = parse_datetime(setting)
    if moment is None or moment.tzinfo is None:
        raise ImproperlyConfigured(f"APP_TEST_CLOCK needs an ISO moment with its zone: {setting}")
    return moment.astimezone(UTC)
