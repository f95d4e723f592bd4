"""E-14, E-20: whoever configures is told once that a day is not closed or that the clock holds everything."""

from datetime import timedelta

import pytest

from crm_project.lib import clock
from notifications.models import Notice
from tests.factories import make_deal
from workday import alerts, guard
from workday.closing import close
from workday.models import DepartmentDay
from workday.planning import plan

from .conftest import MONDAY, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


def told(user, verb):
    return list(Notice.objects.filter(recipient=user, verb=verb).order_by("pk"))


@pytest.fixture
def laid_out(at, anna, stages):
    make_deal(anna, stages["Qualified"])
    plan(at("16 17:00"))


@pytest.mark.parametrize(("when", "notices"), [("16 18:09", 0), ("16 18:10", 1), ("16 18:40", 1)])
def test_e14_ten_minutes_after_the_hour_a_day_that_is_not_closed_is_told_once(laid_out, at, admin, anna, head, when, notices):
    at(when)
    for _ in range(3):
        alerts.tick()

    stuck = [notice.details for notice in told(admin, "day.stuck")]
    departments = set(DepartmentDay.objects.struck(moment(when)).values_list("department__name", flat=True))
    assert {one["department"] for one in stuck} == (departments if notices else set())
    assert len(stuck) == len(departments) * notices
    assert all(one["day"] == MONDAY.isoformat() for one in stuck)
    assert not told(anna, "day.stuck")
    assert not told(head, "day.stuck")


def test_a_day_that_was_closed_in_time_is_not_told(laid_out, at, admin):
    at("16 18:01")
    close()
    at("16 18:30")
    alerts.tick()

    assert not told(admin, "day.stuck")


def test_e20_a_clock_that_went_back_is_told_once_and_again_when_it_happens_again(at, admin):
    at("16 12:00")
    now = guard.database_time()
    guard.note_tick(now)
    guard.note_tick(now - timedelta(minutes=6))
    for _ in range(2):
        alerts.tick()
    assert [notice.details["why"] for notice in told(admin, "day.held")] == ["backward"]

    guard.note_tick(now + timedelta(minutes=2))
    guard.note_tick(now - timedelta(minutes=30))
    alerts.tick()

    assert len(told(admin, "day.held")) == 2


@pytest.mark.parametrize(("seconds", "notices"), [(30, 0), (31, 1), (-31, 1)])
def test_e20_clocks_that_differ_are_told_once_a_day(at, admin, monkeypatch, seconds, notices):
    at("16 12:00")
    monkeypatch.setattr(clock, "drift", lambda: timedelta(seconds=seconds))
    for _ in range(2):
        alerts.tick()

    assert len(told(admin, "day.drift")) == notices
