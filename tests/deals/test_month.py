"""The month of deals: each on the day of its next task, which a drop moves."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from deals.models import Deal
from tasks.models import Task
from tests.factories import make_deal, make_task

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
WEDNESDAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


def at(day, hour):
    return datetime.combine(day, time(hour), tzinfo=ZoneInfo("Europe/Moscow"))


def month_of(client, query=""):
    return client.get(f"/deals/calendar/{query}").context["month"]


def on_days(month):
    return {day.on: [deal.name for deal in day.deals] for week in month.weeks for day in week if day.deals}


def test_a_deal_stands_on_the_day_of_its_next_task(client, anna, stages):
    deal = make_deal(anna, name="Plough")
    make_task(anna, deal=deal, due_at=at(date(2026, 11, 25), 10))
    make_task(anna, deal=deal, due_at=at(WEDNESDAY, 10))
    client.force_login(anna)

    month = month_of(client)

    assert on_days(month) == {WEDNESDAY: ["Plough"]}
    assert month.weeks[0][0].on == date(2026, 10, 26)
    assert all(len(week) == 7 for week in month.weeks)


def test_a_drop_moves_the_next_task_and_keeps_its_hour(client, anna, stages):
    deal = make_deal(anna, name="Plough")
    task = make_task(anna, deal=deal, due_at=at(WEDNESDAY, 10))
    client.force_login(anna)
    page = client.get("/deals/calendar/").content.decode()
    assert f'data-slot-url="/tasks/{task.pk}/slot/"' in page
    assert 'data-time="10:00"' in page

    client.post(f"/tasks/{task.pk}/slot/", {"day": "2026-11-20", "time": "10:00", "seen": Task.objects.get().due_words()}, headers=HTMX)

    assert on_days(month_of(client)) == {date(2026, 11, 20): ["Plough"]}
    assert Deal.objects.get().entries.filter(verb="task_moved").count() == 1


def test_deals_without_a_task_stand_beside_the_month_to_plan_one(client, anna, stages):
    bare = make_deal(anna, name="Bare")
    make_task(anna, deal=make_deal(anna, name="Planned"), due_at=at(WEDNESDAY, 10))
    client.force_login(anna)

    page = client.get("/deals/calendar/").content.decode()

    assert [deal.name for deal in month_of(client).without] == ["Bare"]
    assert f'data-plan-url="/tasks/new/?deal={bare.pk}"' in page


def test_a_day_with_many_names_four_and_lists_all_when_asked(client, anna, stages):
    for number in range(6):
        make_task(anna, deal=make_deal(anna, name=f"Deal {number}"), due_at=at(WEDNESDAY, 10))
    client.force_login(anna)

    assert "2 more" in client.get("/deals/calendar/").content.decode()
    assert len(month_of(client, "?month=2026-11-18").chosen_deals) == 6
    assert client.get("/deals/calendar/?month=2026-11-31").status_code == 400


def test_a_crowded_day_leaves_the_later_ones_as_they_are(client, anna, stages):
    for number in range(6):
        make_task(anna, deal=make_deal(anna, name=f"Deal {number}"), due_at=at(WEDNESDAY, 15 - number))
    make_task(anna, deal=make_deal(anna, name="Later"), due_on=date(2026, 11, 27))
    client.force_login(anna)

    assert on_days(month_of(client)) == {WEDNESDAY: ["Deal 5", "Deal 4", "Deal 3", "Deal 2"], date(2026, 11, 27): ["Later"]}
    assert [deal.name for deal in month_of(client, "?month=2026-11-18").chosen_deals] == [f"Deal {number}" for number in range(5, -1, -1)]


def test_what_takes_the_whole_day_stands_before_the_hours(client, anna, stages):
    make_task(anna, deal=make_deal(anna, name="At nine"), due_at=at(WEDNESDAY, 9))
    make_task(anna, deal=make_deal(anna, name="All day"), due_on=WEDNESDAY)
    client.force_login(anna)

    assert on_days(month_of(client)) == {WEDNESDAY: ["All day", "At nine"]}


def test_more_deals_of_a_day_than_a_page_holds_is_said(client, anna, stages, monkeypatch):
    monkeypatch.setattr("deals.month.MOST", 1)
    for number in range(2):
        make_task(anna, deal=make_deal(anna, name=f"Deal {number}"), due_at=at(WEDNESDAY, 10))
    client.force_login(anna)

    assert "more deals here than a calendar can show" not in client.get("/deals/calendar/").content.decode()
    assert "more deals here than a calendar can show" in client.get("/deals/calendar/?month=2026-11-18").content.decode()


def test_who_may_only_look_drags_no_deal(client, anna, auditor, stages):
    make_task(anna, deal=make_deal(anna, name="Plough"), due_at=at(WEDNESDAY, 10), title="Say it softly")
    client.force_login(auditor)

    page = client.get("/deals/calendar/").content.decode()

    assert "Plough" in page
    assert "data-slot-url" not in page


def test_the_month_shows_nothing_foreign(client, anna, vera, stages):
    make_task(anna, deal=make_deal(anna, name="Plough"), due_at=at(WEDNESDAY, 10))
    make_deal(anna, name="Bare")
    client.force_login(vera)

    page = client.get("/deals/calendar/").content.decode()

    assert "Plough" not in page
    assert "Bare" not in page
