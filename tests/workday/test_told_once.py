"""Reminders, warnings, the morning's letter, what the system does and calls to browsers, on real processes that die in the middle of telling:
whatever happens, each of them comes once."""

import itertools
from collections import Counter
from datetime import timedelta

import pytest

from accounts.models import User
from crm_project.embedded.valkey import Valkey
from crm_project.lib import clock
from deals.models import Stage
from notifications.models import Notice, PushSubscription
from outbox.models import Parcel
from tasks.models import Task
from tasks.ready import make_ready_types
from tests.factories import make_deal, make_task
from workday.models import Enforcement, LedgerRow, RuleSetting
from workday.setting_rules import ask_for_more

from .conftest import MONDAY
from .machines import Machine
from .three_zones import make_company, utc

pytestmark = pytest.mark.slow
# Kaliningrad: nine in the morning, half an hour before the task, an hour before the close, the close.
MOMENTS = {
    "day.morning": utc(16, 7, 1),
    "task.due": utc(16, 11, 31),
    "day.warning": utc(16, 15, 1),
    "day.closed": utc(16, 16, 1),
}
TOLD = {*MOMENTS, "day.told"}


@pytest.fixture(scope="module")
def machines(django_db_setup, django_db_blocker, tmp_path_factory):
    folder, numbers = tmp_path_factory.mktemp("told"), itertools.count()
    valkey = Valkey(folder, durable=True).start()
    with django_db_blocker.unblock():
        yield lambda name, **kwargs: Machine(name, next(numbers), folder, valkey, **kwargs)
    valkey.stop()


def a_person_who_is_told_much():
    """Of Kaliningrad: a task at noon of which she wants to be reminded, a bare deal, a browser that takes calls; the system acts after a breach."""
    make_company()
    make_ready_types("en")
    ask_for_more(True, by=User.objects.get(role__code="administrator"))
    person = User.objects.filter(department__name="Kaliningrad").exclude(heads__name="Kaliningrad").order_by("pk").first()
    RuleSetting.objects.create(effective_from=MONDAY, created_at=clock.now(), actions={"no_task": ["tell", "task"]})
    stage = Stage.objects.get(name="Qualified")
    make_deal(person, stage, name="Bare")
    deal = make_deal(person, stage, name="In order")
    make_task(person, deal=deal, due_at=utc(16, 12), remind_minutes=30, title="Call")
    make_task(person, deal=deal, due_on=MONDAY + timedelta(days=20))
    PushSubscription.keep(person, "https://web.push.apple.com/hers", label="Her browser")
    return person


def test_each_notice_comes_once_whoever_dies_while_telling_it(machines):
    with machines("told_once").here() as machine:
        machine.put_clock(utc(15, 12))
        person = a_person_who_is_told_much()
        worker = None
        for verb, moment in MOMENTS.items():
            machine.put_clock(moment)
            die_at(machine, worker, "notifications_notice")
            machine.empty_the_broker()
            if verb == "day.closed":
                machine.put_clock(moment + timedelta(minutes=6))
                die_at(machine, None, "tasks_task")
            worker = machine.worker()
            machine.tick(), machine.tick()
            machine.wait_until(lambda verb=verb: Notice.objects.filter(recipient=person, verb=verb).exists(), f"nobody is told {verb}")
        machine.wait_until(lambda: not Enforcement.objects.due().exists(), "the system does not act")
        machine.tick(), machine.tick()
        machine.wait_until(lambda: _called(person) >= TOLD, "not every call is made")

        told = Counter(Notice.objects.filter(recipient=person).values_list("verb", flat=True))
        assert {verb: told[verb] for verb in TOLD} == dict.fromkeys(TOLD, 1)
        calls = list(Parcel.objects.filter(kind="notice_push", payload__recipient=person.pk).values_list("payload__key", flat=True))
        assert len(calls) == len(set(calls))
        assert (LedgerRow.objects.of(person).count(), Task.objects.filter(deal__name="Bare").count()) == (1, 1)
        assert set(Enforcement.objects.filter(breach__owner=person).values_list("action", "state")) == {("tell", "done"), ("task", "done")}


def die_at(machine, worker, table):
    """A worker, this one or a new one, is killed while it waits for the table."""
    with machine.stuck_at(table, "SHARE"):
        if worker:
            machine.tick()
        else:
            worker = machine.worker()
        machine.wait_until_stuck(table)
        machine.kill(worker)


def _called(person):
    """The kinds of which a call to her browsers was laid down, or that nobody wants by push."""
    keys = set(Parcel.objects.filter(kind="notice_push", payload__recipient=person.pk).values_list("payload__key", flat=True))
    called = set(Notice.objects.filter(recipient=person, key__in=keys).values_list("verb", flat=True))
    return called | {"day.closed"}
