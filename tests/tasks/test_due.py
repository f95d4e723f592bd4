"""Due moments on people's own clocks: zones, changes of the clocks, ends of months."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from tasks.chips import LONGEST, chip_of
from tasks.due import Due
from tasks.returns import months_later
from tests.factories import make_deal, make_task


def at(zone, day, wall):
    return Due(day, wall).facts(ZoneInfo(zone))["due_at"]


def test_an_hour_is_an_hour_of_the_persons_zone():
    assert at("Europe/Moscow", date(2026, 11, 18), time(10)) == datetime(2026, 11, 18, 7, tzinfo=UTC)
    assert at("Asia/Vladivostok", date(2026, 11, 18), time(10)) == datetime(2026, 11, 18, 0, tzinfo=UTC)
    assert at("Asia/Kolkata", date(2026, 11, 18), time(10)) == datetime(2026, 11, 18, 4, 30, tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_is_the_first_one_after_it():
    assert at("Europe/Berlin", date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_the_later_one():
    assert at("Europe/Berlin", date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_day_has_no_hour():
    assert Due(date(2026, 11, 18)).facts() == {"due_at": None, "due_on": date(2026, 11, 18)}


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 17), 3, date(2027, 2, 17)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_one(day, months, then):
    assert months_later(day, months) == then


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"due_on": date(2026, 11, 16)}, "over"),
        ({"due_at": datetime(2026, 11, 17, 8, tzinfo=UTC)}, "over"),
        ({"due_at": datetime(2026, 11, 17, 14, tzinfo=UTC)}, "today"),
        ({"due_on": date(2026, 11, 17)}, "today"),
        ({"due_on": date(2026, 11, 18)}, "plan"),
        ({"due_at": datetime(2027, 9, 18, 14, tzinfo=UTC)}, "plan"),
    ],
)
def test_the_chip_of_a_card_says_it_in_few_letters(anna, monkeypatch, language, facts, kind):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")
    with timezone.override("Europe/Moscow"), translation.override(language):
        found, text = chip_of(make_task(anna, **facts), anna, datetime(2026, 11, 17, 9, tzinfo=UTC))

    assert found == kind
    assert 0 < len(text) <= LONGEST


@pytest.mark.django_db
def test_chips_of_a_page_of_deals_cost_one_query(anna, stages, django_assert_num_queries):
    from tasks.chips import put_on

    deals = [make_deal(anna) for _ in range(30)]
    for deal in deals[:29]:
        make_task(anna, deal=deal, due_at=datetime(2030, 1, 1, tzinfo=UTC))
        make_task(anna, deal=deal, due_at=datetime(2029, 1, 1, tzinfo=UTC))

    with django_assert_num_queries(1):
        put_on(deals, anna)

    assert {deal.chip[0] for deal in deals[:29]} == {"plan"}
    assert deals[29].chip[0] == "none"
    assert deals[0].next_task.due_at.year == 2029
