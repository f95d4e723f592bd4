"""Whoever leads is told of a task that stays overdue longer than its type allows: once per due date, in working time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from accounts.models import Absence, CalendarDay, WorkCalendar
from notifications.models import Notice
from tasks.escalation import escalate_overdue, superior_of
from tasks.models import Task, TaskType
from tests.factories import make_deal, make_task

pytestmark = pytest.mark.django_db


def at(monkeypatch, moment):
    monkeypatch.setenv("APP_TEST_CLOCK", f"{moment}+03:00")


@pytest.fixture
def two_hours(roles):
    return TaskType.objects.create(code="call", name="Call", icon="phone", escalate_after=120)


@pytest.fixture
def noon_task(two_hours, anna, monkeypatch):
    """Due on Monday at noon."""
    at(monkeypatch, "2026-11-16T09:00:00")
    return make_task(anna, by=anna, due_at=datetime(2026, 11, 16, 9, tzinfo=UTC))


def told():
    return [(notice.recipient, notice.verb) for notice in Notice.objects.filter(verb__startswith="task.late")]


def test_the_superior_is_told_once_and_the_history_says_so(noon_task, head, monkeypatch):
    heard = []
    for moment in ("2026-11-16T13:59:00", "2026-11-16T14:01:00", "2026-11-16T14:02:00", "2026-11-17T10:00:00"):
        at(monkeypatch, moment)
        heard.append(escalate_overdue())

    assert heard == [0, 1, 0, 0]
    assert told() == [(head, "task.late")]
    entry = noon_task.entries.get(verb="task_escalated")
    assert (entry.actor, entry.details["to"]) == (None, str(head))


def test_only_what_is_open_is_told_of(noon_task, anna, monkeypatch):
    noon_task.complete(by=anna)
    at(monkeypatch, "2026-11-16T15:00:00")

    assert escalate_overdue() == 0


def test_a_type_without_a_time_tells_nobody(anna, monkeypatch):
    at(monkeypatch, "2026-11-16T09:00:00")
    make_task(anna, due_at=datetime(2026, 11, 16, 9, tzinfo=UTC))
    at(monkeypatch, "2026-11-18T15:00:00")

    assert escalate_overdue() == 0


def test_a_new_date_counts_anew(noon_task, anna, head, monkeypatch):
    at(monkeypatch, "2026-11-16T14:01:00")
    escalate_overdue()
    noon_task.move_due(by=anna, due_at=datetime(2026, 11, 17, 9, tzinfo=UTC))
    assert escalate_overdue() == 0
    at(monkeypatch, "2026-11-17T14:01:00")
    escalate_overdue()

    assert told() == [(head, "task.late")] * 2


def test_time_off_does_not_count(two_hours, anna, head, monkeypatch):
    """Due on Friday at half past five: the two hours are over on Monday, by the calendar of the person."""
    at(monkeypatch, "2026-11-20T09:00:00")
    task = make_task(anna, due_at=datetime(2026, 11, 20, 14, 30, tzinfo=UTC))

    assert task.escalate_at > datetime(2026, 11, 23, 6, tzinfo=UTC)
    at(monkeypatch, "2026-11-21T12:00:00")
    assert escalate_overdue() == 0


def test_an_all_day_task_is_overdue_when_its_day_is_closed(two_hours, anna, monkeypatch):
    at(monkeypatch, "2026-11-16T09:00:00")
    task = make_task(anna, due_on=date(2026, 11, 16))

    assert task.escalate_at == datetime(2026, 11, 17, 8, tzinfo=UTC)


def test_a_day_that_became_a_day_off_is_waited_out(noon_task, anna, monkeypatch):
    calendar = WorkCalendar.objects.filter(is_default=True).first() or WorkCalendar.objects.create(name="Usual", is_default=True)
    CalendarDay.objects.create(calendar=calendar, on=date(2026, 11, 16), kind="holiday", known_from=datetime(2026, 11, 1, tzinfo=UTC))
    at(monkeypatch, "2026-11-16T15:00:00")
    escalate_overdue()
    assert told() == []

    at(monkeypatch, "2026-11-17T09:01:00")
    escalate_overdue()
    assert len(told()) == 1


def test_an_absent_superior_is_stood_in_for(noon_task, head, boris, monkeypatch):
    Absence.objects.create(user=head, deputy=boris, from_on="2026-11-16", to_on="2026-11-18", known_from=datetime(2026, 11, 1, tzinfo=UTC))
    at(monkeypatch, "2026-11-16T14:01:00")
    escalate_overdue()

    assert told() == [(boris, "task.late")]


def test_without_a_superior_the_head_above_is_told_and_at_the_top_nobody(anna, head, admin, sales, company_root):
    anna.superior = None
    company_root.head = admin
    company_root.save()
    for user in (anna, head, admin):
        user.department.refresh_from_db()

    assert superior_of(anna) == head
    assert superior_of(head) == admin
    assert superior_of(admin) is None


def test_after_a_stop_of_the_system_one_notice_tells_of_all(two_hours, anna, boris, head, monkeypatch):
    at(monkeypatch, "2026-11-16T09:00:00")
    for person in (anna, boris):
        make_task(person, due_at=datetime(2026, 11, 16, 9, tzinfo=UTC))
    at(monkeypatch, "2026-11-17T10:00:00")

    assert escalate_overdue() == 2
    assert told() == [(head, "task.late_missed")]


def test_the_card_remembers_it(two_hours, anna, stages, monkeypatch):
    at(monkeypatch, "2026-11-16T09:00:00")
    deal = make_deal(anna)
    make_task(anna, deal=deal, due_at=datetime(2026, 11, 16, 9, tzinfo=UTC))
    at(monkeypatch, "2026-11-16T14:01:00")
    escalate_overdue()

    assert deal.entries.filter(verb="task_escalated").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_tell_once_of_each(two_hours, anna, head, monkeypatch):
    at(monkeypatch, "2026-11-16T09:00:00")
    for _ in range(10):
        make_task(anna, due_at=datetime(2026, 11, 16, 9, tzinfo=UTC))
    at(monkeypatch, "2026-11-16T14:01:00")

    def tick(_number):
        try:
            return escalate_overdue()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(tick, range(4))) == 10
    assert len(told()) == 10
    assert not Task.objects.filter(escalated_at=None).exists()


def test_the_time_is_set_in_the_type(client, admin, two_hours):
    client.force_login(admin)
    form = {"name": "Call", "icon": "phone", "minutes": "30", "results": ""}

    assert client.post(f"/tasks/types/{two_hours.pk}/", form | {"escalate_after": "240"}).status_code == 302
    assert TaskType.objects.get().escalate_after == 240
    assert client.post(f"/tasks/types/{two_hours.pk}/", form | {"escalate_after": "7"}).status_code == 422
    client.post(f"/tasks/types/{two_hours.pk}/", form | {"escalate_after": ""})
    assert TaskType.objects.get().escalate_after is None
