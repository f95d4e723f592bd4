"""The calendar of tasks: what stands where, who is away, and a task that is put elsewhere by a drop."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Absence
from crm_project.lib import clock
from deals.models import Act
from tasks.feed import text_of
from tasks.hours import beside
from tasks.models import CalendarFeed, Task
from tasks.ready import make_ready_types
from tests.factories import make_deal, make_task
from timeline.models import Entry

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
MOSCOW = ZoneInfo("Europe/Moscow")
TUESDAY, WEDNESDAY = date(2026, 11, 17), date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _noon(roles, monkeypatch):
    """Tuesday the 17th of November 2026, noon in Moscow."""
    make_ready_types("en")
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


def moscow(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=MOSCOW)


def drop(client, task, day=WEDNESDAY, wall="10:00", **more):
    return client.post(f"/tasks/{task.pk}/slot/", {"day": day, "time": wall} | more, headers=HTMX)


def week(client, path="week", **query):
    return client.get(f"/tasks/calendar/{path}/", query).context["calendar"]


# -- a drop ---------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("anna", 204), ("head", 204), ("boris", 404), ("vera", 404), ("auditor", 403)])
def test_who_may_change_a_task_drops_it_elsewhere(client, request, anna, who, status):
    task = make_task(anna, due_at=moscow(TUESDAY, 16))
    client.force_login(request.getfixturevalue(who))

    assert drop(client, task).status_code == status

    task.refresh_from_db()
    assert task.due_at == moscow(WEDNESDAY if status == 204 else TUESDAY, 10 if status == 204 else 16)
    assert task.spans.count() == (2 if status == 204 else 1)


def test_a_drop_is_one_change_with_one_undo(client, anna, stages):
    deal = make_deal(anna)
    task = make_task(anna, deal=deal, due_at=moscow(TUESDAY, 16))
    client.force_login(anna)

    answer = drop(client, task, seen=Task.objects.get().due_words())

    assert "Moved to" in answer["HX-Trigger"]
    task.refresh_from_db()
    assert (task.due_at, task.moved_count, task.spans.count()) == (moscow(WEDNESDAY, 10), 1, 2)
    assert deal.entries.filter(verb="task_moved").count() == 1
    assert not Act.objects.exists()
    assert client.post(f"/tasks/{task.pk}/take-back/", headers=HTMX).status_code == 204
    task.refresh_from_db()
    assert (task.due_at, task.moved_count) == (moscow(TUESDAY, 16), 0)


def test_the_same_drop_twice_is_once(client, anna):
    task = make_task(anna, due_at=moscow(TUESDAY, 16))
    client.force_login(anna)
    seen = Task.objects.get().due_words()

    first, second = (drop(client, task, seen=seen) for _ in range(2))

    assert (first.status_code, second.status_code) == (204, 204)
    assert "take-back" in first["HX-Trigger"]
    assert "take-back" not in second["HX-Trigger"]
    task.refresh_from_db()
    assert (task.moved_count, task.spans.count()) == (1, 2)


def test_who_drops_what_another_moved_meanwhile_is_told(client, anna, head):
    task = make_task(anna, due_at=moscow(TUESDAY, 16), by=head)
    seen = Task.objects.get().due_words()
    task.move_due(by=head, due_at=moscow(WEDNESDAY, 9))
    client.force_login(anna)

    answer = drop(client, task, seen=seen)

    assert answer.status_code == 409
    assert "moved before" in answer["HX-Trigger"]
    task.refresh_from_db()
    assert (task.due_at, task.moved_count) == (moscow(WEDNESDAY, 9), 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_drops_at_once_one_holds_and_the_other_is_told(anna, head):
    task = make_task(anna, due_at=moscow(TUESDAY, 16), by=head)
    seen, statuses, start = Task.objects.get().due_words(), [], threading.Barrier(2)

    def drop_as(user, hour):
        client = Client()
        client.force_login(user)
        start.wait()
        statuses.append(drop(client, task, wall=f"{hour}:00", seen=seen).status_code)
        connection.close()

    threads = [threading.Thread(target=drop_as, args=pair) for pair in ((anna, 10), (head, 11))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(statuses) == [204, 409]
    task.refresh_from_db()
    assert (task.moved_count, task.spans.count()) == (1, 2)


def test_a_closed_task_stays_where_it_is(client, anna, head):
    task = make_task(anna, due_at=moscow(TUESDAY, 16), by=head)
    task.complete(by=head)
    client.force_login(anna)

    assert drop(client, task).status_code == 409
    task.refresh_from_db()
    assert task.due_at == moscow(TUESDAY, 16)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day": "2026-11-16"}, "day is over"),
        ({"day": "2026-11-17", "time": "11:59"}, "passed already"),
        ({"day": "1899-01-01"}, "1900"),
        ({"day": "soon"}, "date"),
        ({"time": "25:61"}, "time"),
        ({"minutes": "0"}, "15"),
        ({"minutes": "100000"}, "1440"),
        ({"minutes": "-30"}, "15"),
        ({"owner": "999999"}, "choice"),
    ],
)
def test_a_place_that_makes_no_sense_is_refused(client, anna, wrong, words):
    task = make_task(anna, due_at=moscow(TUESDAY, 16))
    client.force_login(anna)

    answer = client.post(f"/tasks/{task.pk}/slot/", {"day": "2026-11-18", "time": "10:00"} | wrong, headers=HTMX)

    assert answer.status_code == 422
    assert words in answer["HX-Trigger"]
    task.refresh_from_db()
    assert (task.due_at, task.spans.count()) == (moscow(TUESDAY, 16), 1)


def test_without_scripts_a_drop_leads_back_with_words(client, anna):
    task = make_task(anna, due_at=moscow(TUESDAY, 16))
    client.force_login(anna)

    assert client.post(f"/tasks/{task.pk}/slot/", {"day": "2026-11-18", "time": "10:00"}).status_code == 302
    assert client.post(f"/tasks/{task.pk}/slot/", {"day": "2026-11-01"}).status_code == 302

    task.refresh_from_db()
    assert task.due_at == moscow(WEDNESDAY, 10)


def test_a_task_goes_from_its_hour_to_the_whole_day_and_back(client, anna):
    task = make_task(anna, due_at=moscow(TUESDAY, 16))
    client.force_login(anna)

    drop(client, task, wall="")
    task.refresh_from_db()
    assert (task.due_at, task.due_on) == (None, WEDNESDAY)
    drop(client, task, wall="15:30")

    task.refresh_from_db()
    assert (task.due_at, task.due_on, task.moved_count) == (moscow(WEDNESDAY, 15, 30), None, 2)


def test_an_hour_that_the_clocks_skip_is_the_first_one_after_it(client, anna, monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", "2027-03-27T12:00:00+01:00")
    anna.zone = "Europe/Berlin"
    anna.save()
    task = make_task(anna, due_on=date(2027, 3, 29))
    client.force_login(anna)

    assert drop(client, task, date(2027, 3, 28), "02:30").status_code == 204

    task.refresh_from_db()
    assert task.due_at == datetime(2027, 3, 28, 3, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def test_a_day_of_twenty_five_hours_has_each_hour_once(client, anna, monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", "2027-10-29T12:00:00+02:00")
    anna.zone = "Europe/Berlin"
    anna.save()
    task = make_task(anna, due_on=date(2027, 11, 1))
    client.force_login(anna)

    drop(client, task, date(2027, 10, 31), "02:30")

    task.refresh_from_db()
    calendar = week(client, "day/2027-10-31")
    labels = [label for label, _row in calendar.rows]
    assert labels == sorted(set(labels), key=lambda label: int(label.split(":")[0]))
    assert [one.event.task for _label, row in calendar.rows for cell in row for one in cell.placed] == [task]
    assert task.due_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_the_slot_is_one_of_the_readers_own_clock(client, anna, head):
    head.zone = "Asia/Vladivostok"
    head.save()
    task = make_task(anna, due_at=moscow(TUESDAY, 16), by=head)
    client.force_login(head)

    drop(client, task, WEDNESDAY, "10:00")

    task.refresh_from_db()
    assert task.due_at == datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Asia/Vladivostok"))


def test_the_head_drops_a_task_into_the_column_of_another(client, anna, boris, vera, head):
    task = make_task(anna, due_at=moscow(TUESDAY, 16), by=head)
    client.force_login(head)

    assert drop(client, task, owner=vera.pk).status_code == 422
    assert drop(client, task, owner=boris.pk).status_code == 204

    task.refresh_from_db()
    assert (task.owner, task.due_at, task.spans.count()) == (boris, moscow(WEDNESDAY, 10), 2)
    assert {entry.verb for entry in task.entries.all()} >= {"task_moved", "task_given"}
    assert boris.notices.filter(verb="task.given").exists()
    client.post(f"/tasks/{task.pk}/take-back/", headers=HTMX)
    task.refresh_from_db()
    assert (task.owner, task.due_at, task.moved_count) == (anna, moscow(TUESDAY, 16), 0)


# -- how long it takes -------------------------------------------------------------------


def test_a_task_takes_as_long_as_its_type_until_it_is_said_otherwise(client, anna):
    task = make_task(anna, due_at=moscow(TUESDAY, 16))
    client.force_login(anna)
    assert task.length == task.type.minutes

    answer = drop(client, task, TUESDAY, "16:00", minutes=90)

    assert "It takes" in answer["HX-Trigger"]
    task.refresh_from_db()
    assert (task.length, task.moved_count, task.due_at) == (90, 0, moscow(TUESDAY, 16))
    entry = task.entries.get(verb="task_resized")
    assert (entry.details["before"], entry.details["minutes"]) == (task.type.minutes, 90)
    client.post(f"/tasks/{task.pk}/take-back/", headers=HTMX)
    task.refresh_from_db()
    assert task.length == task.type.minutes


def test_another_length_rings_nobody_twice(client, anna):
    task = make_task(anna, due_at=moscow(TUESDAY, 16), remind_minutes=15)
    Task.objects.update(reminded_at=clock.now())
    client.force_login(anna)

    drop(client, task, TUESDAY, "16:00", minutes=90)
    client.post(f"/tasks/{task.pk}/take-back/", headers=HTMX)

    task.refresh_from_db()
    assert task.reminded_at is not None


def test_what_is_overdue_may_be_drawn_longer_where_it_stands(client, anna):
    task = make_task(anna, due_at=moscow(TUESDAY, 9) + timedelta(seconds=17))
    client.force_login(anna)

    assert drop(client, task, TUESDAY, "09:00", minutes=45).status_code == 204

    task.refresh_from_db()
    assert (task.length, task.due_at) == (45, moscow(TUESDAY, 9) + timedelta(seconds=17))


def test_the_dialogs_ask_for_the_length_too(client, anna):
    client.force_login(anna)
    form = {"type": Task._meta.get_field("type").related_model.objects.get(code="call").pk, "title": "Call", "time": "10:00"}

    assert client.post("/tasks/new/", form | {"day": "2026-11-18", "minutes": "7"}, headers=HTMX).status_code == 422
    client.post("/tasks/new/", form | {"day": "2026-11-18", "minutes": "60"}, headers=HTMX)
    task = Task.objects.get()
    assert task.length == 60
    client.post(f"/tasks/{task.pk}/due/", {"day": "2026-11-19", "time": "10:00", "minutes": "120"}, headers=HTMX)

    task.refresh_from_db()
    assert (task.length, task.due_at) == (120, moscow(date(2026, 11, 19), 10))


def test_the_feed_ends_a_task_when_it_ends(anna):
    task = make_task(anna, due_at=moscow(WEDNESDAY, 10))
    task.move_due(by=anna, due_at=task.due_at, minutes=90)
    feed, _token = CalendarFeed.make(anna, scope="own", by=anna)

    assert "DTEND:20261118T083000Z" in text_of(feed)


def test_the_history_tells_of_a_new_length(client, anna):
    task = make_task(anna, due_at=moscow(WEDNESDAY, 10))
    task.move_due(by=anna, due_at=task.due_at, minutes=90)
    client.force_login(anna)

    page = client.get(f"/tasks/{task.pk}/", headers=HTMX).content.decode().replace("\xa0", " ")

    assert "1 h 30 min instead of" in page
    assert Entry.objects.filter(verb="task_resized").count() == 1


# -- what stands where ----------------------------------------------------------------------


def test_tasks_of_one_time_stand_beside_each_other_and_the_rest_is_counted(client, anna):
    for number in range(5):
        make_task(anna, title=f"Call {number}", due_at=moscow(WEDNESDAY, 10, number))
    make_task(anna, title="Later", due_at=moscow(WEDNESDAY, 12))
    client.force_login(anna)

    calendar = week(client)

    cells = {label: next(cell for cell in row if cell.day.on == WEDNESDAY) for label, row in calendar.rows}
    assert [(one.lane, one.lanes) for one in cells["10:00"].placed] == [(0, 3), (1, 3), (2, 3)]
    assert cells["10:00"].more == 2
    assert [(one.event.task.title, one.lanes) for one in cells["12:00"].placed] == [("Later", 1)]
    assert "+2" in client.get("/tasks/calendar/week/").content.decode()


def test_a_long_task_covers_its_hours(anna, client):
    task = make_task(anna, due_at=moscow(WEDNESDAY, 17, 30))
    task.move_due(by=anna, due_at=task.due_at, minutes=150)
    client.force_login(anna)

    rows = dict(week(client).rows)

    assert list(rows)[-1] == "19:00"
    assert "h10" in next(cell for cell in rows["17:00"] if cell.placed).placed[0].classes


def test_nothing_beside_nothing():
    assert beside([], 3) == ([], [])


def test_hours_without_work_are_shaded_and_days_off_too(client, anna):
    client.force_login(anna)

    rows = dict(week(client).rows)
    month = week(client, "month")

    assert not rows["10:00"][1].is_off
    assert {day.on.isoweekday() for day in month.days if day.is_off and not day.outside} == {6, 7}


def test_somebody_away_has_no_hours_and_it_is_said(client, anna, head):
    Absence.objects.create(user=anna, from_on=WEDNESDAY, to_on=WEDNESDAY, known_from=clock.now())
    client.force_login(anna)

    calendar = week(client)

    away = {day.on: day.away for day in calendar.days if day.away}
    assert away == {WEDNESDAY: [anna]}
    assert all(row[2].is_off for _label, row in calendar.rows)
    client.force_login(head)
    assert {day.on: day.away for day in week(client, whose="team").days if day.away} == {WEDNESDAY: [anna]}
    assert "Anna" in client.get("/tasks/calendar/month/?whose=team").content.decode()


def test_a_stranger_is_not_told_who_is_away(client, anna, vera):
    Absence.objects.create(user=anna, from_on=WEDNESDAY, to_on=WEDNESDAY, known_from=clock.now())
    client.force_login(vera)

    for path in ("week/?whose=team", "month/?whose=team", f"day/{WEDNESDAY}/?whose=team", f"week/?person={anna.pk}"):
        assert "Away" not in client.get(f"/tasks/calendar/{path}").content.decode()


def test_the_day_of_a_team_has_a_column_for_each_person_one_sees(client, anna, boris, vera, head):
    make_task(anna, title="Of Anna", due_at=moscow(TUESDAY, 16), by=head)
    make_task(vera, title="Of Vera", due_at=moscow(TUESDAY, 16))
    Absence.objects.create(user=boris, from_on=TUESDAY, to_on=TUESDAY, known_from=clock.now())
    client.force_login(head)

    calendar = week(client, "day", whose="team")
    page = client.get("/tasks/calendar/day/?whose=team").content.decode()

    assert calendar.days[0].person == head
    assert {day.person for day in calendar.days} == {head, anna, boris}
    assert {day.person: [event.task.title for event in day.events] for day in calendar.days if day.events} == {anna: ["Of Anna"]}
    assert [day.person for day in calendar.days if day.away] == [boris]
    assert "Of Vera" not in page
    assert f'data-owner="{anna.pk}"' in page


def test_tasks_of_former_people_are_not_lost_from_the_day_of_the_team(client, anna, head, admin):
    make_task(anna, title="Left behind", due_at=moscow(TUESDAY, 16), by=head)
    anna.deactivate(by=admin)
    client.force_login(head)

    assert [day.person for day in week(client, "day", whose="team").days if day.events] == [anna]


@pytest.mark.parametrize("people", ["0", "-1", "x", "99999", "2"])
def test_a_page_of_people_that_is_not_there_breaks_nothing(client, head, anna, people):
    client.force_login(head)

    assert client.get(f"/tasks/calendar/day/?whose=team&people={people}").status_code == 200


def test_more_than_can_be_shown_is_said(client, anna, monkeypatch):
    monkeypatch.setattr("tasks.calendar.MOST", 2)
    for _ in range(3):
        make_task(anna, due_at=moscow(TUESDAY, 16))
    client.force_login(anna)

    assert "more tasks here than a calendar can show" in client.get("/tasks/calendar/month/").content.decode()


def test_the_month_names_three_and_counts_the_rest(client, anna):
    for number in range(5):
        make_task(anna, title=f"Call {number}", due_at=moscow(WEDNESDAY, 10 + number))
    client.force_login(anna)

    page = client.get("/tasks/calendar/month/2026-11-18/").content.decode()

    assert "2 more" in page
    assert page.count("Call 4") >= 1


def test_a_slot_opens_the_form_with_its_day_and_hour(client, anna, boris, head):
    client.force_login(head)

    page = client.get(f"/tasks/new/?on=2026-11-19&at=15:00&person={anna.pk}", headers=HTMX).content.decode()

    assert 'value="2026-11-19"' in page
    assert 'value="15:00"' in page
    assert f'<option value="{anna.pk}" selected' in page
    assert client.get("/tasks/new/?on=never&at=99&person=x", headers=HTMX).status_code == 200


def test_who_may_only_look_drags_nothing(client, auditor, anna):
    make_task(anna, due_at=moscow(TUESDAY, 16))
    client.force_login(auditor)

    page = client.get("/tasks/calendar/week/?whose=team").content.decode()

    assert "data-slot-url" not in page
    assert "/tasks/new/?on" not in page


@pytest.mark.parametrize("path", ["day/?whose=team", "week/?whose=team", "month/?whose=team"])
def test_a_calendar_of_the_team_costs_the_same_for_one_task_and_for_many(client, head, anna, boris, path, django_assert_max_num_queries):
    costs = []
    Absence.objects.create(user=boris, from_on=TUESDAY, to_on=TUESDAY, known_from=clock.now())
    client.force_login(head)
    client.get("/tasks/types/")
    for more in (1, 29):
        for number in range(more):
            make_task([anna, boris][number % 2], due_at=moscow(TUESDAY, 16))
        with django_assert_max_num_queries(30) as queries:
            client.get(f"/tasks/calendar/{path}")
        costs.append(len(queries))

    assert costs[0] == costs[1]
