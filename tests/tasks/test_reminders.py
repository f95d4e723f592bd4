"""People are reminded once of each task, whatever the ticks do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from accounts.models import Absence
from accounts.schedule_changes import set_hours
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


# -- several ---------------------------------------------------------------------------------


def at(monkeypatch, moment):
    monkeypatch.setenv("APP_TEST_CLOCK", moment)


def told(person, verb="task.due"):
    return Notice.objects.filter(recipient=person, verb=verb).count()


@pytest.mark.django_db
def test_up_to_three_reminders_come_each_once(anna, monkeypatch):
    at(monkeypatch, "2026-11-16T08:00:00+03:00")
    make_task(anna, due_at=datetime(2026, 11, 17, 9, tzinfo=UTC), remind_minutes=[1440, 15, 60, 4320])

    heard = []
    for moment in ("2026-11-16T11:59", "2026-11-16T12:00", "2026-11-17T11:00", "2026-11-17T11:44", "2026-11-17T11:45", "2026-11-17T12:00"):
        at(monkeypatch, f"{moment}+03:00")
        heard.append(remind_due())

    assert heard == [0, 1, 1, 0, 1, 0]
    assert told(anna) == 3


@pytest.mark.django_db
def test_an_all_day_task_has_mornings_for_reminders(anna, monkeypatch):
    at(monkeypatch, "2026-11-16T08:00:00+03:00")
    make_task(anna, due_on=date(2026, 11, 18), remind_minutes=[15, 60, 1440])

    for moment in ("2026-11-17T09:00", "2026-11-18T09:00", "2026-11-18T09:01"):
        at(monkeypatch, f"{moment}+03:00")
        remind_due()

    assert told(anna) == 2


@pytest.mark.django_db
def test_a_new_date_starts_every_reminder_anew(anna, monkeypatch):
    at(monkeypatch, "2026-11-16T08:00:00+03:00")
    task = make_task(anna, by=anna, due_at=datetime(2026, 11, 16, 9, tzinfo=UTC), remind_minutes=[15, 60])
    for moment in ("2026-11-16T11:00", "2026-11-16T11:45"):
        at(monkeypatch, f"{moment}+03:00")
        remind_due()
    task.move_due(by=anna, due_at=datetime(2026, 11, 17, 9, tzinfo=UTC))
    for moment in ("2026-11-17T11:00", "2026-11-17T11:45", "2026-11-17T11:46"):
        at(monkeypatch, f"{moment}+03:00")
        remind_due()

    assert told(anna) == 4


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_give_each_further_reminder_once(anna):
    for _ in range(10):
        make_task(anna, due_at=clock.now() + timedelta(minutes=10), remind_minutes=[15, 60])

    def tick(_number):
        try:
            return remind_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(tick, range(4))) == 20
    assert told(anna) == 20


# -- after a stop of the system ----------------------------------------------------------------


@pytest.mark.django_db
def test_what_came_due_while_the_system_was_down_is_told_at_once(anna, boris, monkeypatch):
    """E-11: one notice per person, by which the tasks are found; one missed task is told as itself."""
    at(monkeypatch, "2026-11-16T08:00:00+03:00")
    for hour in (9, 10, 11):
        make_task(anna, title=f"At {hour}", due_at=datetime(2026, 11, 16, hour, tzinfo=UTC), remind_minutes=0)
    make_task(boris, due_at=datetime(2026, 11, 16, 9, tzinfo=UTC), remind_minutes=0)
    at(monkeypatch, "2026-11-17T09:00:00+03:00")

    assert [remind_due(), remind_due()] == [4, 0]
    assert [(notice.recipient, notice.verb) for notice in Notice.objects.order_by("recipient")] == [
        (anna, "task.missed"),
        (boris, "task.due"),
    ]
    assert Notice.objects.get(recipient=anna).details == {"n": 3}


@pytest.mark.django_db
def test_a_task_planned_too_late_for_its_reminder_was_not_missed(anna, monkeypatch):
    at(monkeypatch, "2026-11-16T12:00:00+03:00")
    for _ in range(2):
        make_task(anna, due_at=clock.now() + timedelta(hours=1), remind_minutes=1440)
    remind_due()

    assert told(anna) == 2


# -- while somebody is away ----------------------------------------------------------------------


def away(person, deputy=None, first="2026-11-16", last="2026-11-20"):
    long_ago = datetime(2026, 11, 1, tzinfo=UTC)
    return Absence.objects.create(user=person, deputy=deputy, from_on=first, to_on=last, known_from=long_ago)


@pytest.mark.django_db
def test_reminders_of_somebody_absent_go_to_whoever_stands_in(anna, boris, monkeypatch):
    """F7: who hears is asked when the reminder is given."""
    at(monkeypatch, "2026-11-16T12:00:00+03:00")
    away(anna, boris)
    task = make_task(anna, remind_minutes=0)
    remind_due()
    (notice,) = Notice.objects.all()

    assert (notice.recipient, notice.verb, notice.subject_id, notice.details["for"]) == (boris, "task.due", task.pk, str(anna))


@pytest.mark.django_db
def test_what_whoever_stands_in_may_not_see_is_not_named_to_them(anna, boris, vera, monkeypatch):
    at(monkeypatch, "2026-11-16T12:00:00+03:00")
    away(anna, boris)
    away(boris, vera)
    make_task(anna, title="Secret call", remind_minutes=0)
    remind_due()
    (notice,) = Notice.objects.all()

    assert (notice.recipient, notice.verb) == (vera, "task.due_with")
    assert "Secret" not in str(notice.details)


@pytest.mark.django_db
def test_without_a_working_deputy_the_reminder_stays_with_its_person(anna, boris, vera, monkeypatch):
    at(monkeypatch, "2026-11-16T12:00:00+03:00")
    away(anna, boris)
    away(boris, anna)
    away(vera)
    for person in (anna, vera):
        make_task(person, remind_minutes=0)
    remind_due()

    assert sorted(notice.recipient.pk for notice in Notice.objects.all()) == sorted([anna.pk, vera.pk])


@pytest.mark.django_db
def test_a_deputy_who_is_away_too_is_followed_on(anna, boris, head, monkeypatch):
    at(monkeypatch, "2026-11-16T12:00:00+03:00")
    away(anna, boris)
    away(boris, head)
    make_task(anna, remind_minutes=0)
    remind_due()

    assert Notice.objects.get().recipient == head


@pytest.mark.django_db
def test_a_morning_that_moved_later_is_waited_for(anna, monkeypatch):
    at(monkeypatch, "2026-11-16T08:00:00+03:00")
    make_task(anna, due_on=date(2026, 11, 17), remind_minutes=0)
    anna.zone = "Europe/Lisbon"
    anna.save()
    at(monkeypatch, "2026-11-17T09:00:00+03:00")
    assert remind_due() == 0
    assert told(anna) == 0

    at(monkeypatch, "2026-11-17T12:00:00+03:00")
    assert remind_due() == 1


@pytest.mark.django_db
def test_a_morning_that_moved_earlier_is_kept(anna, monkeypatch):
    at(monkeypatch, "2026-11-16T08:00:00+03:00")
    make_task(anna, due_on=date(2026, 11, 18), remind_minutes=[0, 1440])
    set_hours(anna, zone="Asia/Vladivostok", by=None)

    at(monkeypatch, "2026-11-17T02:00:00+03:00")
    assert remind_due() == 1
    at(monkeypatch, "2026-11-18T02:00:00+03:00")
    assert remind_due() == 1
