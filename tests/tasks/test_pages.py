"""The lists and dialogs of tasks, as people use them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from crm_project.lib import clock
from tasks.models import Task, TaskType
from tasks.ready import make_ready_types
from tests.factories import make_company, make_deal, make_task

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture(autouse=True)
def _types(roles):
    make_ready_types("en")


@pytest.fixture
def noon(monkeypatch):
    """Tuesday the 17th of November 2026, noon in Moscow."""
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


def call_type():
    return TaskType.objects.get(code="call").pk


def form(**changes):
    return {"type": call_type(), "title": "Call Zarya", "day": "2026-11-18", "time": "10:00", "remind_minutes": "15"} | changes


def moscow(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=MOSCOW)


# -- planning ---------------------------------------------------------------------


@pytest.mark.usefixtures("noon")
def test_a_task_is_planned_from_the_card_on_the_clock_of_the_person(client, anna, stages):
    deal = make_deal(anna)
    client.force_login(anna)

    shown = client.get(f"/tasks/new/?deal={deal.pk}", headers=HTMX)
    response = client.post(f"/tasks/new/?deal={deal.pk}", form(), headers=HTMX)

    assert shown.status_code == 200
    assert response.status_code == 204
    task = Task.objects.get()
    assert (task.deal, task.owner, task.due_at) == (deal, anna, moscow(date(2026, 11, 18), 10))
    assert task.remind_at == task.due_at - timedelta(minutes=15)


@pytest.mark.usefixtures("noon")
def test_a_task_without_an_hour_takes_the_day_and_without_words_is_named_by_its_type(client, anna):
    client.force_login(anna)

    client.post("/tasks/new/", form(time="", title=""))

    task = Task.objects.get()
    assert (task.due_at, task.due_on, task.title, task.subject) == (None, date(2026, 11, 18), "Call", None)


@pytest.mark.usefixtures("noon")
def test_a_form_sent_twice_plans_one_task(client, anna):
    client.force_login(anna)
    token = "7d9a1c1e-3f9b-4d4c-9a57-2d1c54d7e0aa"

    client.post("/tasks/new/", form(token=token))
    client.post("/tasks/new/", form(token=token))

    assert Task.objects.count() == 1


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    "wrong",
    [
        {"day": ""},
        {"day": "1899-12-31"},
        {"day": "2101-01-01"},
        {"day": "2026-11-16"},
        {"day": "31.02.2027"},
        {"day": "2026-11-17", "time": "11:59"},
        {"time": "25:61"},
        {"title": "x" * 301},
        {"type": "999"},
        {"remind_minutes": "7"},
    ],
)
def test_bad_input_is_kept_and_named(client, anna, wrong):
    client.force_login(anna)

    response = client.post("/tasks/new/", form(note="Ask about the plough", **wrong), headers=HTMX)

    assert response.status_code == 422
    assert "Ask about the plough" in response.content.decode()
    assert not Task.objects.exists()


@pytest.mark.usefixtures("noon")
def test_the_head_gives_tasks_below_and_a_manager_to_nobody(client, anna, boris, head, vera):
    client.force_login(head)
    client.post("/tasks/new/", form(owner=anna.pk))
    assert Task.objects.get().owner == anna
    assert client.post("/tasks/new/", form(owner=vera.pk)).status_code == 422
    client.force_login(anna)
    assert client.post("/tasks/new/", form(owner=boris.pk)).status_code == 422


@pytest.mark.parametrize("who", ["boris", "vera"])
def test_nobody_plans_on_a_foreign_card(client, request, anna, stages, who):
    deal = make_deal(anna)
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/tasks/new/?deal={deal.pk}").status_code == 404
    assert client.get("/tasks/new/?deal=nonsense").status_code == 404


@pytest.mark.usefixtures("noon")
def test_the_composer_answers_itself(client, anna, stages):
    deal = make_deal(anna)
    client.force_login(anna)

    wrong = client.post(f"/tasks/new/?deal={deal.pk}", form(inline="1", day=""), headers=HTMX)
    right = client.post(f"/tasks/new/?deal={deal.pk}", form(inline="1"), headers=HTMX)

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert 'id="task-composer"' in right.content.decode()
    assert "live:task" in right["HX-Trigger"]


# -- completing -------------------------------------------------------------------


@pytest.mark.usefixtures("noon")
def test_the_last_task_of_a_deal_asks_for_the_next_one(client, anna, stages):
    deal = make_deal(anna)
    task = make_task(anna, deal=deal, by=anna)
    client.force_login(anna)

    alone = client.get(f"/tasks/{task.pk}/completion/", headers=HTMX)
    make_task(anna, deal=deal, by=anna)
    one_of_two = client.get(f"/tasks/{task.pk}/completion/", headers=HTMX)

    assert alone.context["leaves_nothing"]
    assert alone.context["form"]["plan_next"].value()
    assert not one_of_two.context["form"]["plan_next"].value()


@pytest.mark.usefixtures("noon")
def test_completion_and_the_next_task_in_one_dialog(client, anna, stages):
    deal = make_deal(anna)
    task = make_task(anna, deal=deal, by=anna)
    task.type = TaskType.objects.get(code="call")
    task.save()
    talked = task.type.results.first()
    client.force_login(anna)
    facts = {"next-type": call_type(), "next-title": "Send the offer", "next-day": "2026-11-19", "next-time": "", "next-owner": anna.pk}

    wrong = client.post(f"/tasks/{task.pk}/completion/", {"plan_next": "on", "text": "Agreed"} | facts | {"next-day": ""}, headers=HTMX)
    task.refresh_from_db()
    assert (wrong.status_code, task.is_open) == (422, True)
    assert "Agreed" in wrong.content.decode()
    right = client.post(f"/tasks/{task.pk}/completion/", {"result": talked.pk, "plan_next": "on", "text": "Agreed"} | facts, headers=HTMX)

    task.refresh_from_db()
    assert (right.status_code, task.is_open, task.result) == (204, False, talked)
    assert [(following.title, following.due_on) for following in deal.tasks.open()] == [("Send the offer", date(2026, 11, 19))]
    assert f"/tasks/{task.pk}/completion/undo/" in right["HX-Trigger"]


def test_words_are_asked_for_where_the_type_needs_them(client, anna):
    task = Task.plan(title="Meet", type=TaskType.objects.get(code="meeting"), owner=anna, by=anna, due_on=date(2030, 1, 1))
    client.force_login(anna)

    assert client.post(f"/tasks/{task.pk}/completion/", {"text": ""}, headers=HTMX).status_code == 422
    assert client.post(f"/tasks/{task.pk}/completion/", {"text": "Held"}, headers=HTMX).status_code == 204


def test_who_comes_second_is_told_who_was_first(client, anna, head):
    task = make_task(anna, by=head)
    task.complete(by=anna)
    client.force_login(head)

    response = client.post(f"/tasks/{task.pk}/completion/", {"text": "Late"}, headers=HTMX)

    assert response.status_code == 409
    assert str(anna) in response["HX-Trigger"].encode().decode("unicode_escape")


def test_ones_own_second_press_is_no_error(client, anna):
    task = make_task(anna, by=anna)
    client.force_login(anna)

    answers = [client.post(f"/tasks/{task.pk}/completion/", {"text": "Done"}, headers=HTMX).status_code for _ in range(2)]

    assert answers == [204, 204]
    assert task.entries.filter(verb="task_done").count() == 1


def test_the_undo_of_the_toast(client, anna):
    task = make_task(anna, by=anna)
    client.force_login(anna)
    client.post(f"/tasks/{task.pk}/completion/", {"text": ""}, headers=HTMX)

    assert client.post(f"/tasks/{task.pk}/completion/undo/", headers=HTMX).status_code == 204
    assert client.post(f"/tasks/{task.pk}/completion/undo/", headers=HTMX).status_code == 409
    task.refresh_from_db()
    assert task.is_open


def test_without_scripts_the_way_leads_back(client, anna, stages):
    task = make_task(anna, deal=make_deal(anna), by=anna)
    client.force_login(anna)

    page = client.get(f"/tasks/{task.pk}/completion/")
    answer = client.post(f"/tasks/{task.pk}/completion/", {"text": "Done"})

    assert "<html" in page.content.decode()
    assert answer.status_code == 302


# -- the right and the wrong person ------------------------------------------------

ACTS = ["completion/", "due/", "give/", "drop/", "take-back/", "completion/undo/"]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("who", "status"), [("boris", 404), ("vera", 404), ("auditor", 403)])
def test_others_do_not_act_on_a_task(client, request, anna, act, who, status):
    task = make_task(anna, by=anna)
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/tasks/{task.pk}/{act}", {"when": "tomorrow"}).status_code == status
    task.refresh_from_db()
    assert (task.is_open, task.moved_count) == (True, 0)


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("head", 200), ("auditor", 200), ("boris", 404), ("vera", 404)])
def test_who_sees_a_task(client, request, anna, who, status):
    task = make_task(anna, by=anna)
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/tasks/{task.pk}/", headers=HTMX).status_code == status


# -- another date, another person ----------------------------------------------------


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("when", "due"),
    [
        ("tomorrow", moscow(date(2026, 11, 18), 10)),
        ("day-later", moscow(date(2026, 11, 18), 16)),
        ("monday", moscow(date(2026, 11, 23), 16)),
    ],
)
def test_one_press_gives_the_usual_dates(client, anna, when, due):
    task = make_task(anna, by=anna, due_at=moscow(date(2026, 11, 16), 16))
    client.force_login(anna)

    response = client.post(f"/tasks/{task.pk}/due/", {"when": when}, headers=HTMX)

    task.refresh_from_db()
    assert (response.status_code, task.due_at, task.moved_count) == (204, due, 1)
    assert f"/tasks/{task.pk}/take-back/" in response["HX-Trigger"]


@pytest.mark.usefixtures("noon")
def test_any_other_date_by_the_form(client, anna):
    task = make_task(anna, by=anna)
    client.force_login(anna)

    assert client.post(f"/tasks/{task.pk}/due/", {"day": "2026-11-01"}, headers=HTMX).status_code == 422
    assert client.post(f"/tasks/{task.pk}/due/", {"day": "2026-12-01"}, headers=HTMX).status_code == 204
    task.refresh_from_db()
    assert task.due_on == date(2026, 12, 1)


def test_the_head_gives_a_task_to_another(client, anna, boris, vera, head):
    task = make_task(anna, by=head)
    client.force_login(head)

    assert client.post(f"/tasks/{task.pk}/give/", {"owner": vera.pk}, headers=HTMX).status_code == 422
    assert client.post(f"/tasks/{task.pk}/give/", {"owner": boris.pk}, headers=HTMX).status_code == 204
    task.refresh_from_db()
    assert task.owner == boris


# -- the list ---------------------------------------------------------------------


@pytest.mark.usefixtures("noon")
def test_the_list_goes_by_days(client, anna, boris):
    today = date(2026, 11, 17)
    make_task(anna, title="late", due_at=moscow(today, 9))
    make_task(anna, title="late all day", due_on=today - timedelta(days=1))
    make_task(anna, title="all day", due_on=today)
    make_task(anna, title="evening", due_at=moscow(today, 23, 59))
    make_task(anna, title="midnight", due_at=moscow(today + timedelta(days=1), 0))
    make_task(anna, title="in days", due_on=today + timedelta(days=6))
    make_task(anna, title="in weeks", due_on=today + timedelta(days=7))
    make_task(anna, title="done").complete(by=anna)
    make_task(boris, title="his")
    client.force_login(anna)

    sections = {section.key: [row.task.title for row in section.rows] for section in client.get("/tasks/").context["sections"]}

    assert sections == {
        "over": ["late all day", "late"],
        "today": ["evening", "all day"],
        "tomorrow": ["midnight"],
        "week": ["in days"],
        "later": ["in weeks"],
        "done": ["done"],
    }


def test_an_all_day_task_is_late_when_its_day_is_closed(client, anna, monkeypatch):
    make_task(anna, due_on=date(2026, 11, 17))
    client.force_login(anna)

    def where(moment):
        monkeypatch.setenv("APP_TEST_CLOCK", moment)
        return [section.key for section in client.get("/tasks/").context["sections"]]

    assert where("2026-11-17T17:59:00+03:00") == ["today"]
    assert where("2026-11-17T18:00:00+03:00") == ["over"]


@pytest.mark.usefixtures("noon")
def test_filters_narrow_the_list(client, anna, boris, head, stages):
    vector = make_company(anna, name="Vector")
    make_task(anna, title="Ask about the plough", deal=make_deal(anna, company=vector))
    make_task(anna, title="Letter", by=head)
    make_task(boris, title="His")
    client.force_login(head)

    def titles(query):
        return {row.task.title for section in client.get(f"/tasks/?{query}").context["sections"] for row in section.rows}

    assert titles("") == set()
    assert titles("whose=team") == {"Ask about the plough", "Letter", "His"}
    assert titles("whose=given") == {"Letter"}
    assert titles(f"person={boris.pk}") == {"His"}
    assert titles("whose=team&client=vector") == {"Ask about the plough"}
    assert titles("whose=team&q=plough ask") == {"Ask about the plough"}
    assert titles("whose=team&q=%25") == set()


def test_a_wrong_condition_shows_an_error_and_no_tasks(client, anna, boris, vera):
    make_task(anna)
    client.force_login(anna)

    for query in ("whose=everything", "type=999", f"person={vera.pk}"):
        page = client.get(f"/tasks/?{query}")
        assert page.context["sections"] == []
        assert 'role="alert"' in page.content.decode()


@pytest.mark.usefixtures("noon")
def test_a_long_day_is_read_page_by_page(client, anna):
    for number in range(45):
        make_task(anna, title=f"Task {number:02}", due_at=moscow(date(2026, 11, 17), 8) + timedelta(minutes=number))
    client.force_login(anna)

    section = client.get("/tasks/").context["sections"][0]
    titles = [row.task.title for row in section.rows]
    while section.more:
        page = client.get("/tasks/", {"section": "over", "after": section.more}, headers=HTMX)
        section = page.context["section"]
        titles += [row.task.title for row in section.rows]

    assert titles == [f"Task {number:02}" for number in range(45)]
    assert client.get("/tasks/", {"section": "over", "after": "nonsense"}).status_code == 400


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("path", ["/tasks/", "/tasks/calendar/week/", "/tasks/calendar/month/", "/tasks/agenda/"])
def test_pages_cost_the_same_for_one_task_and_for_many(client, anna, stages, path, django_assert_max_num_queries):
    costs = []
    company = make_company(anna)
    client.force_login(anna)
    client.get("/tasks/types/")
    for more in (1, 29):
        for _ in range(more):
            make_task(anna, deal=make_deal(anna, company=company), due_at=moscow(date(2026, 11, 17), 16))
        with django_assert_max_num_queries(26) as queries:
            client.get(path)
        costs.append(len(queries))

    assert costs[0] == costs[1]


# -- the calendar -------------------------------------------------------------------


@pytest.mark.usefixtures("noon")
def test_the_calendar_shows_the_week_of_the_person(client, anna):
    make_task(anna, title="Tuesday at four", due_at=moscow(date(2026, 11, 17), 16))
    make_task(anna, title="On Friday", due_on=date(2026, 11, 20))
    client.force_login(anna)

    week = client.get("/tasks/calendar/week/").context["calendar"]

    assert [day.on.day for day in week.shown] == [16, 17, 18, 19, 20]
    assert {day.on.day: [event.task.title for event in day.events] for day in week.shown if day.events} == {
        17: ["Tuesday at four"],
        20: ["On Friday"],
    }
    assert (week.previous, week.next) == (date(2026, 11, 10), date(2026, 11, 24))


@pytest.mark.parametrize("path", ["week/1899-01-01/", "month/2100-05-05/", "day/2026-02-30/", "year/"])
def test_days_nobody_plans_for_do_not_exist(client, anna, path):
    client.force_login(anna)

    assert client.get(f"/tasks/calendar/{path}").status_code == 404


def test_days_follow_the_zone_of_the_reader(client, anna, head, monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")
    head.zone = "Asia/Vladivostok"
    head.save()
    make_task(anna, title="Late evening in Moscow", due_at=moscow(date(2026, 11, 17), 23))
    client.force_login(head)

    sections = client.get("/tasks/?whose=team").context["sections"]

    assert [section.key for section in sections] == ["tomorrow"]
    assert timezone.get_current_timezone_name() is not None
    assert clock.now().hour == 9
