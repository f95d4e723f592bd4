"""People are reminded once of each task, whatever the ticks do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from crm_project.lib import clock
from notifications.models import Notice
from tasks.models import Task
from tasks.reminders import remind_due
from tests.factories import make_task


@pytest.mark.django_db
def test_a_reminder_is_given_once(anna):
    make_task(anna, due_at=clock.now() + timedelta(minutes=10), remind_minutes=15)

    assert [remind_due(), remind_due()] == [1, 0]
    assert [(notice.recipient, notice.verb) for notice in Notice.objects.all()] == [(anna, "task.due")]


@pytest.mark.django_db
@pytest.mark.parametrize("facts", [{"remind_minutes": None}, {"remind_minutes": 5}])
def test_nothing_is_said_before_its_moment_or_unasked(anna, facts):
    make_task(anna, due_at=clock.now() + timedelta(minutes=10), **facts)

    assert remind_due() == 0


@pytest.mark.django_db
def test_closed_tasks_are_not_reminded_of(anna):
    for act in ("complete", "drop"):
        getattr(make_task(anna, by=anna, remind_minutes=0), act)(by=anna)

    assert remind_due() == 0


@pytest.mark.django_db
def test_a_new_date_reminds_anew(anna):
    task = make_task(anna, by=anna, remind_minutes=0)
    remind_due()

    task.move_due(by=anna, due_at=clock.now() - timedelta(seconds=1))

    assert remind_due() == 1
    assert Notice.objects.count() == 2


@pytest.mark.django_db
def test_what_is_long_past_is_not_dug_out(anna):
    make_task(anna, due_at=clock.now() - timedelta(days=4), remind_minutes=0)

    assert remind_due() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "morning"),
    [("Europe/Moscow", datetime(2026, 11, 17, 6, tzinfo=UTC)), ("Asia/Vladivostok", datetime(2026, 11, 16, 23, tzinfo=UTC))],
)
def test_an_all_day_task_reminds_in_the_persons_morning(anna, zone, morning):
    anna.zone = zone
    anna.save()

    assert make_task(anna, due_on=date(2026, 11, 17), remind_minutes=60).remind_at == morning


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_remind_once_of_each(anna):
    for _ in range(20):
        make_task(anna, remind_minutes=0)

    def tick(_number):
        try:
            return remind_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(tick, range(4)))

    assert sum(told) == 20
    assert Notice.objects.filter(verb="task.due").count() == 20
    assert not Task.objects.filter(reminded_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_complete_at_once_one_is_told(anna, head):
    task = make_task(anna, by=head)

    def complete(user):
        from tasks.refusals import TaskIsClosed

        try:
            Task.objects.get(pk=task.pk).complete(by=user)
            return "done"
        except TaskIsClosed:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(complete, [anna, head]))

    assert answers == ["done", "told"]
    assert task.spans.count() == 1
