"""A week in November 2026: Monday the 16th to Friday the 20th, on a clock that stands where a test puts it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from workday.closing import close
from workday.models import Breach, LedgerRow

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in range(16, 21))


def moment(words, zone=MOSCOW):
    """moment("17 18:00"): the 17th of November 2026 on the wall in Moscow."""
    day, wall = words.split()
    return datetime.fromisoformat(f"{day if '-' in day else f'2026-11-{int(day):02d}'}T{wall}").replace(tzinfo=zone)


@pytest.fixture
def at(monkeypatch):
    """Put the business clock: at("17 18:05")."""

    def put(words, zone=MOSCOW):
        when = words if isinstance(words, datetime) else moment(words, zone)
        monkeypatch.setenv("APP_TEST_CLOCK", when.isoformat())
        return when

    put("15 12:00")
    return put


@pytest.fixture
def under_control(at, company_root, sales, service, funnel):
    """The days of the whole company are judged from Monday on."""
    company_root.judged_from = MONDAY
    company_root.save(update_fields=["judged_from"])
    return company_root


@pytest.fixture
def close_at(at):
    """Put the clock and close what is due, as the scheduler would."""

    def run(words, **kwargs):
        at(words)
        return close(**kwargs)

    return run


def ledger_of(user, day):
    return LedgerRow.objects.get(kind="person", user=user, day=day)


def breaches(user=None, day=None, **kwargs):
    """{(deal name, rule)} in the ledger."""
    found = Breach.objects.all()
    if user is not None:
        found = found.filter(owner=user)
    if day is not None:
        found = found.filter(day=day)
    return {(breach.deal_name, breach.rule) for breach in found.filter(**kwargs)}
