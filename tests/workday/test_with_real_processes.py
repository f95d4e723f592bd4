"""The close of the day on real processes: workers killed in the middle of it, two beats, shells beside them, an emptied broker,
days of downtime, a clock set back. Whatever happens, the ledger and what people are told equal one undisturbed run."""

import itertools
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from crm_project.embedded.valkey import Valkey
from crm_project.lib import clock
from deals.models import Stage
from workday import closing
from workday.models import DepartmentDay, LedgerRow, PersonDay, Tick
from workday.readiness import workday

from .conftest import MONDAY
from .machines import Machine
from .three_zones import DAYS, Life, make_company, outcome, story, utc

pytestmark = pytest.mark.slow
AFTER_ALL = utc(18, 20)
# Where a worker dies on Monday, close by close: (table it waits for, lock that stands in its way).
DEATHS = {
    "the department in Vladivostok": ("deals_act", "ACCESS EXCLUSIVE"),  # while it judges
    "Yekaterinburg": ("workday_breach", "SHARE"),  # while it writes the ledger
    "Kaliningrad": ("notifications_notice", "SHARE"),  # while it tells people
}


@pytest.fixture(scope="module")
def machines(django_db_setup, django_db_blocker, tmp_path_factory):
    """Makes machines, each with a broker of its own."""
    folder, numbers = tmp_path_factory.mktemp("machines"), itertools.count()
    valkey = Valkey(folder, durable=True).start()
    with django_db_blocker.unblock():
        yield lambda name, **kwargs: Machine(name, next(numbers), folder, valkey, **kwargs)
    valkey.stop()


@pytest.fixture(scope="module")
def undisturbed(machines):
    """What one process does at the right minutes: (outcome, what was closed by when)."""
    with machines("calm").here() as machine:
        closed = live(machine, Calm())
        return outcome(), closed


@pytest.fixture(scope="module")
def three_days_without(machines):
    """The name of a database that lived for three days with the machine off."""
    with machines("asleep").here() as machine:
        live(machine, Nobody())
        connection.close()
        yield machine.name


@pytest.fixture(scope="module")
def caught_up(machines, three_days_without):
    """What one process does when it comes only after three days."""
    with machines("late", like=three_days_without).here() as machine:
        machine.put_clock(AFTER_ALL)
        Calm().strike("", 18)
        return outcome()


def live(machine, who):
    """Play the three days; tells after each close what stands in the ledger by then."""
    machine.put_clock(utc(15, 12))
    make_company()
    stages = {stage.name: stage for stage in Stage.objects.all()}
    lives, closed = {}, {}
    for at, what, name, day in story():
        machine.put_clock(at)
        if what in ("morning", "afternoon", "evening"):
            getattr(lives.setdefault(name, Life(name, stages)), what)(day)
        else:
            getattr(who, what)(name, day)
        if what == "recover":
            closed[name, day] = set(LedgerRow.objects.values_list("kind", "user__first_name", "department__name", "day"))
    return closed


class Nobody:
    """The machine is off."""

    def strike(self, name, day):
        pass

    recover = strike


class Calm:
    """One process that ticks in time."""

    def strike(self, name, day):
        closing.tick()

    def recover(self, name, day):
        pass


class Storm:
    """Monday every worker dies in the middle; Tuesday all come at once and the broker is emptied; Wednesday clocks go back."""

    def __init__(self, machine):
        self.machine, self.worker = machine, None

    def strike(self, name, day):
        if day == 16 and name in DEATHS:
            self.die_at(*DEATHS[name])
        elif day == 17:
            self.come_all_at_once(name)
        else:
            self.machine.tick()

    def recover(self, name, day):
        if day == 16:
            self.worker = self.machine.worker()
        self.machine.wait_until(is_all_closed, "the day is not closed")
        if (name, day) == ("Kaliningrad", 18):
            self.set_the_business_clock_back()
        if (name, day) == ("Vladivostok", 18):
            self.set_the_servers_clock_back()

    def die_at(self, table, mode):
        with self.machine.stuck_at(table, mode):
            if self.worker:
                self.machine.tick()
            else:
                self.worker = self.machine.worker()
            self.machine.wait_until_stuck(table)
            self.machine.kill(self.worker)

    def come_all_at_once(self, name):
        if name == "Vladivostok":
            self.machine.beat(), self.machine.beat()
        elif name == "Yekaterinburg":
            shells = [self.machine.shell("close_days") for _ in range(2)]
            self.machine.empty_the_broker()
            for shell in shells:
                self.machine.wait_for(shell)
        else:
            self.machine.empty_the_broker()

    def set_the_business_clock_back(self):
        before, now = outcome(), clock.now()
        self.machine.put_clock(now - timedelta(minutes=30))
        self.machine.tick()
        time.sleep(0.3)
        assert outcome() == before
        self.machine.put_clock(now)

    def set_the_servers_clock_back(self):
        """As if the last tick had come from the future: nothing is judged, and the watch is told, until time has caught up."""
        Tick.objects.update(last_at=timezone.now() + timedelta(hours=1))
        self.machine.tick()
        self.machine.wait_until(lambda: Tick.current().hold == "backward", "the clock is trusted")
        assert not workday().ok
        Tick.objects.update(last_at=timezone.now())
        self.machine.wait_until(lambda: not Tick.current().hold, "the clock is not trusted again")


def is_all_closed():
    now = clock.now()
    if not PersonDay.objects.filter(cut_off__lte=now).exists():
        return False
    rows = (PersonDay, DepartmentDay)
    return not any(model.objects.struck(now).exists() or model.objects.with_news().exists() for model in rows)


def test_each_department_is_closed_at_its_own_hour(undisturbed):
    _outcome, closed = undisturbed
    seen, fresh = set(), {}
    for moment, rows in closed.items():
        fresh[moment], seen = {(kind, name) for kind, _who, name, _day in rows - seen}, rows

    heads_day = {("person", "Vladivostok"), ("department", "Vladivostok")}  # the head closes at the department's hour
    for day in DAYS:
        assert fresh["Vladivostok", day] == {("person", "Vladivostok")}
        assert fresh["the department in Vladivostok", day] == heads_day
        for name in ("Yekaterinburg", "Kaliningrad"):
            assert fresh[name, day] >= {("person", name), ("department", name)}
            assert {other for _kind, other in fresh[name, day]} <= {name, "Company"}


def test_what_is_put_right_too_late_stays_in_the_ledger(undisturbed):
    rows, _closed = undisturbed
    for name in ("Kaliningrad", "Yekaterinburg", "Vladivostok"):
        monday = {(deal, rule) for day, deal, rule in rows["found"] if day == MONDAY and deal.startswith(name)}
        assert monday == {
            (f"{name} bare 16", "no_task"),
            (f"{name} bare till later 16", "no_task"),
            (f"{name} goes over 16", "no_task"),
            (f"{name} to the trash 16", "no_task"),
            (f"{name} late 16", "overdue"),
            (f"{name} new 16", "no_task"),
            (f"{name} new 16", "unprocessed"),
        }


def test_killed_workers_two_beats_shells_and_an_emptied_broker_change_nothing(machines, undisturbed):
    with machines("storm").here() as machine:
        closed = live(machine, Storm(machine))
        expected, calm = undisturbed

        assert closed == calm
        machine.wait_until(lambda: outcome()["parcels"] == expected["parcels"], "not everybody is told")
        assert outcome() == expected


def test_three_days_of_downtime_are_made_up_for_whoever_dies_meanwhile(machines, three_days_without, caught_up):
    with machines("downtime", like=three_days_without).here() as machine:
        machine.put_clock(AFTER_ALL)
        with machine.stuck_at("notifications_notice", "SHARE"):
            worker = machine.worker()
            machine.wait_until_stuck("notifications_notice")
            machine.wait_until(PersonDay.objects.filter(state__in=["claimed", "evaluated"]).exists, "no day was begun")
            machine.kill(worker)
        machine.put_clock(AFTER_ALL + timedelta(minutes=6))
        machine.worker()
        machine.wait_until(is_all_closed, "the days are not closed")

        assert outcome() == caught_up


def test_what_was_missed_is_judged_as_it_stood_then(undisturbed, caught_up):
    assert caught_up["ledger"] == undisturbed[0]["ledger"]
    assert caught_up["breaches"] == undisturbed[0]["breaches"]
