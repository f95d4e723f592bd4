"""E-13: the minutes of warnings before the close are each person's own; who set none goes by the department's."""

import pytest

from notifications.models import Notice
from notifications.preferences import choose
from tests.factories import make_deal
from workday import warning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture
def bare(at, anna, boris, stages):
    at("16 12:00")
    for person in (anna, boris):
        make_deal(person, stages["Qualified"])


def waves_of(person):
    told = Notice.objects.filter(recipient=person, verb="day.warning").order_by("created_at", "pk")
    return [notice.details["minutes"] for notice in told]


def walk(at, *minutes):
    for minute in minutes:
        at(f"16 {minute}")
        warning.tick()
        warning.tick()


def test_e13_each_is_warned_by_their_own_minutes(at, close_at, anna, boris, bare):
    choose(anna, {"day.warning": {"minutes": [120, 5]}})
    close_at("16 12:01")
    walk(at, "16:00", "17:00", "17:45", "17:55", "18:00")

    assert waves_of(anna) == [120, 5]
    assert waves_of(boris) == [60, 15]


@pytest.mark.parametrize("kept", [[], None])
def test_e13_who_took_their_minutes_back_goes_by_the_departments(at, close_at, anna, boris, bare, kept):
    choose(anna, {"day.warning": {"minutes": kept}})
    close_at("16 12:01")
    walk(at, "17:00", "17:45")

    assert waves_of(anna) == [60, 15]


def test_e13_minutes_set_after_a_wave_do_not_repeat_it(at, close_at, anna, boris, bare):
    close_at("16 12:01")
    walk(at, "17:00")
    choose(anna, {"day.warning": {"minutes": [60, 30]}})
    walk(at, "17:10", "17:30", "17:45")

    assert waves_of(anna) == [60, 30]


def test_e13_four_hours_before_is_the_earliest(at, close_at, anna, boris, bare):
    choose(anna, {"day.warning": {"minutes": [240]}})
    close_at("16 12:01")
    walk(at, "13:59", "14:01")

    assert waves_of(anna) == [240]
