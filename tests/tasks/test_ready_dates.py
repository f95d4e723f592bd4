"""Dates of one press fall on working days of whoever has to do it, at an hour they work; the label says which day it is."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone, translation

from accounts.models import Absence, CalendarDay, Schedule, WorkCalendar
from crm_project.lib import clock
from tasks.due import Due
from tasks.models import Task
from tasks.ready_dates import new_dates, next_monday, offers, usual
from tests.factories import make_task

pytestmark = pytest.mark.django_db
NB = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _in_moscow(roles):
    with timezone.override("Europe/Moscow"), translation.override("en"):
        yield


@pytest.fixture
def calendar():
    return WorkCalendar.objects.filter(is_default=True).first() or WorkCalendar.objects.create(name="Usual", is_default=True)


def told(choices):
    return {offer.code: (str(offer.words), offer.due) for offer in choices}


def at(monkeypatch, text):
    """The wall clock of Moscow."""
    monkeypatch.setenv("APP_TEST_CLOCK", f"{text}+03:00")


def holiday(calendar, day, kind="holiday"):
    CalendarDay.objects.create(calendar=calendar, on=day, kind=kind, known_from=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(("day", "monday"), [(16, 23), (17, 23), (21, 23), (22, 23)])
def test_monday_is_always_a_coming_one(day, monday):
    assert next_monday(date(2026, 11, day)) == date(2026, 11, monday)


def test_on_a_usual_day_tomorrow_is_tomorrow(anna, monkeypatch):
    at(monkeypatch, "2026-11-17T12:00:00")

    assert told(offers(anna)) == {
        "today": ("today, 17:00", Due(date(2026, 11, 17), time(17))),
        "tomorrow": ("tomorrow, 10:00", Due(date(2026, 11, 18), time(10))),
        "monday": ("on Monday", Due(date(2026, 11, 23), time(10))),
        "all-day": ("tomorrow, all day", Due(date(2026, 11, 18))),
    }
    assert usual(anna) == {"day": date(2026, 11, 18), "time": time(10)}


def test_on_friday_it_is_monday_by_name_and_once(anna, monkeypatch):
    at(monkeypatch, "2026-11-20T12:00:00")

    assert told(offers(anna)) == {
        "today": ("today, 17:00", Due(date(2026, 11, 20), time(17))),
        "tomorrow": (f"Mon, 23{NB}Nov, 10:00", Due(date(2026, 11, 23), time(10))),
        "all-day": (f"Mon, 23{NB}Nov, all day", Due(date(2026, 11, 23))),
    }
    assert usual(anna)["day"] == date(2026, 11, 23)
    with translation.override("ru"):
        assert told(offers(anna))["tomorrow"][0] == f"пн, 23{NB}ноя, 10:00"


@pytest.mark.parametrize("now", ["2026-11-17T17:00:00", "2026-11-21T12:00:00"])
def test_the_evening_is_offered_on_a_working_day_while_it_is_ahead(anna, monkeypatch, now):
    at(monkeypatch, now)

    assert "today" not in told(offers(anna))


def test_before_a_holiday_it_is_the_day_after_it(anna, monkeypatch, calendar):
    at(monkeypatch, "2026-11-20T12:00:00")
    holiday(calendar, date(2026, 11, 23))

    found = told(offers(anna))

    assert found["tomorrow"] == (f"Tue, 24{NB}Nov, 10:00", Due(date(2026, 11, 24), time(10)))
    assert "monday" not in found


def test_a_monday_off_is_the_next_working_day_by_name(anna, monkeypatch, calendar):
    at(monkeypatch, "2026-11-17T12:00:00")
    holiday(calendar, date(2026, 11, 23))

    assert told(offers(anna))["monday"] == (f"Tue, 24{NB}Nov, 10:00", Due(date(2026, 11, 24), time(10)))


def test_a_short_day_ends_an_hour_earlier(anna, monkeypatch, calendar):
    at(monkeypatch, "2026-11-17T12:00:00")
    holiday(calendar, date(2026, 11, 17), "short")

    assert told(offers(anna))["today"] == ("today, 16:00", Due(date(2026, 11, 17), time(16)))


def test_hours_are_those_of_the_persons_own_calendar(anna, monkeypatch):
    at(monkeypatch, "2026-11-17T12:30:00")
    evening = [["14:00", "22:00"]]
    own = WorkCalendar.objects.create(name="Evening", week=[[], [], evening, [], evening, evening, []])
    Schedule.objects.create(user=anna, calendar=own, effective_from=date(2026, 1, 1), created_at=datetime(2026, 1, 1, tzinfo=UTC))

    assert told(offers(anna)) == {
        "tomorrow": ("tomorrow, 14:00", Due(date(2026, 11, 18), time(14))),
        "monday": (f"Wed, 25{NB}Nov, 14:00", Due(date(2026, 11, 25), time(14))),
        "all-day": ("tomorrow, all day", Due(date(2026, 11, 18))),
    }


def test_who_is_away_is_offered_the_first_day_back(anna, monkeypatch):
    at(monkeypatch, "2026-11-17T12:00:00")
    away = {"from_on": date(2026, 11, 18), "to_on": date(2026, 11, 30), "known_from": datetime(2026, 1, 1, tzinfo=UTC)}
    Absence.objects.create(user=anna, **away)

    assert usual(anna)["day"] == date(2026, 12, 1)


def test_a_new_date_goes_by_whoever_has_the_task_and_is_told_on_the_readers_clock(anna, head, monkeypatch):
    at(monkeypatch, "2026-11-20T09:00:00")
    anna.zone = "Asia/Vladivostok"
    anna.save()
    task = Task.objects.get(pk=make_task(anna, due_on=date(2026, 11, 19)).pk)

    found = told(new_dates(task, head))

    assert found["tomorrow"][1] == Due(date(2026, 11, 23), time(3))
    assert found["day-later"] == (f"Mon, 23{NB}Nov", Due(date(2026, 11, 23)))


def test_a_day_later_is_never_in_the_past_and_keeps_its_hour(anna, monkeypatch):
    at(monkeypatch, "2026-11-17T12:00:00")
    task = make_task(anna, due_at=datetime(2026, 11, 10, 8, 30, tzinfo=UTC))
    late = make_task(anna, due_at=datetime(2026, 11, 10, 17, 30, tzinfo=UTC))

    assert told(new_dates(task, anna))["day-later"] == ("A day later", Due(date(2026, 11, 18), time(11, 30)))
    assert told(new_dates(task, anna))["monday"] == ("On Monday", Due(date(2026, 11, 23), time(11, 30)))
    assert told(new_dates(late, anna))["day-later"][1] == Due(date(2026, 11, 18), time(20, 30))


def test_pages_that_offer_dates_offer_them_on_a_friday(client, anna, monkeypatch, stages):
    at(monkeypatch, "2026-11-20T12:00:00")
    task = make_task(anna, due_at=clock.now() + timedelta(hours=1), by=anna)
    client.force_login(anna)

    assert f"Mon, 23{NB}Nov, 10:00" in client.get("/tasks/new/", headers={"HX-Request": "true"}).content.decode()
    client.post(f"/tasks/{task.pk}/due/", {"when": "tomorrow"})

    task.refresh_from_db()
    assert task.due_at == datetime(2026, 11, 23, 7, tzinfo=UTC)
