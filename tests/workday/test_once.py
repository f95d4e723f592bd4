"""Exactly once, whatever happens: two workers, a worker that died, days of downtime, a clock that jumped."""

import threading
from datetime import date, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Schedule, WorkCalendar
from notifications.models import Notice
from tests.factories import make_deal, make_department, make_task, make_user
from workday import closing, guard, judging, publishing
from workday.asking import AtTheClose
from workday.closing import close
from workday.models import Breach, DepartmentDay, LedgerRow, PersonDay, Tick
from workday.planning import plan
from workday.refusals import NotAllowed
from workday.settings_in_force import SettingsInForce

from .conftest import MONDAY, THURSDAY, TUESDAY, breaches, ledger_of, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture
def plough(at, anna, stages):
    at("16 12:00")
    return make_deal(anna, stages["Qualified"], name="Plough")


def everything():
    return (
        sorted(LedgerRow.objects.values_list("kind", "user", "department", "day", "no_task", "deals")),
        sorted(Breach.objects.values_list("day", "owner", "deal", "rule"), key=str),
    )


def test_e7_closing_twice_is_closing_once(close_at, anna, boris, head, plough):
    close_at("16 18:01")
    before, notices = everything(), Notice.objects.count()

    again = close_at("16 18:02")

    assert (again.persons, again.departments) == ([], [])
    assert everything() == before
    assert Notice.objects.count() == notices


@pytest.mark.django_db(transaction=True)
def test_e7_workers_beats_and_a_manual_run_at_once_are_one(at, anna, boris, head, vera, plough):
    at("16 18:01")
    start, errors = threading.Barrier(4), []

    def work(run):
        try:
            start.wait()
            run()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    runs = [close, close, closing.tick, lambda: call_command("close_days", stdout=StringIO())]
    threads = [threading.Thread(target=work, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close()

    assert errors == []
    assert LedgerRow.objects.filter(kind="person", day=MONDAY).count() == PersonDay.objects.filter(day=MONDAY).count()
    assert LedgerRow.objects.filter(kind="department").count() == DepartmentDay.objects.count() == 2
    assert breaches(anna, MONDAY) == {("Plough", "no_task")}
    assert Notice.objects.filter(recipient=anna, verb="day.closed").count() == 1


def test_e8_a_worker_killed_after_its_claim_is_followed_by_another(at, close_at, anna, plough):
    now = at("16 18:01")
    plan(now)
    judging.claim(PersonDay.objects.struck(now), now=now, worker="killed")

    close_at("16 18:03")
    assert not LedgerRow.objects.exists()

    close_at("16 18:07")
    assert breaches(anna, MONDAY) == {("Plough", "no_task")}


def test_e8_a_worker_killed_after_judging_is_followed_by_another(at, close_at, anna, plough):
    now = at("16 18:01")
    closes = AtTheClose(plan(now), SettingsInForce())
    ids = judging.claim(PersonDay.objects.struck(now), now=now, worker="killed")
    judging.evaluate(judging.held("killed", ids), closes.of_person, closes.facts, now=now, worker="killed")

    close_at("16 18:02")

    assert breaches(anna, MONDAY) == {("Plough", "no_task")}


def test_e8_a_worker_killed_while_publishing_leaves_nothing_behind(at, close_at, anna, plough, monkeypatch):
    def die(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_write_breaches", die)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            close_at("16 18:01")
    assert not LedgerRow.objects.exists()
    assert not Notice.objects.filter(verb="day.closed").exists()

    close_at("16 18:02")
    assert breaches(anna, MONDAY) == {("Plough", "no_task")}


def test_e8_the_lease_of_a_slow_worker_ends_and_it_writes_nothing(at, close_at, anna, plough):
    now = at("16 18:01")
    closes = AtTheClose(plan(now), SettingsInForce())
    ids = judging.claim(PersonDay.objects.struck(now), now=now, worker="slow")
    held = judging.held("slow", ids)
    close_at("16 18:07")
    before = everything()

    judging.evaluate(held, closes.of_person, closes.facts, now=now, worker="slow")

    assert everything() == before
    assert not PersonDay.objects.filter(state="evaluated").exists()


def test_e9_the_scheduler_asks_the_database_what_is_due(close_at, anna):
    assert close_at("16 17:59").persons == []
    assert [row.user for row in close_at("16 18:01").persons if row.user == anna] == [anna]


def test_a_few_seconds_of_grace_let_late_commits_be_seen(at, anna, monkeypatch):
    monkeypatch.delenv("APP_TEST_CLOCK")
    monkeypatch.setattr(closing.clock, "now", lambda: moment("16 18:00:10"))
    assert close().persons == []

    monkeypatch.setattr(closing.clock, "now", lambda: moment("16 18:00:16"))
    assert anna in [row.user for row in close().persons]


def test_e10_after_three_days_of_downtime_each_day_is_judged_as_it_stood(at, close_at, anna, stages):
    at("16 12:00")
    deal = make_deal(anna, stages["Qualified"], name="Plough")
    at("17 12:00")
    task = make_task(anna, deal=deal, due_at=moment("18 12:00"))
    at("19 10:00")
    task.complete(by=anna)

    close_at("19 19:00")

    days = {row.day: {rule for _name, rule in breaches(anna, row.day)} for row in LedgerRow.objects.of(anna)}
    assert days == {MONDAY: {"no_task"}, TUESDAY: set(), date(2026, 11, 18): {"overdue"}, THURSDAY: {"no_task"}}
    published = PersonDay.objects.filter(user=anna).order_by("published_at", "pk").values_list("day", flat=True)
    assert list(published) == sorted(days)


def test_e11_what_was_missed_is_told_by_one_digest(close_at, anna, head, plough):
    close_at("19 19:00")

    told = dict(Notice.objects.filter(recipient=anna).values_list("verb", "details"))
    assert set(told) == {"day.closed", "day.missed"}
    assert [day["day"] for day in told["day.missed"]["days"]] == ["2026-11-16", "2026-11-17", "2026-11-18"]
    assert Notice.objects.filter(recipient=head, verb="day.missed").count() == 2  # her own days and the department's


def test_e10_more_than_a_month_is_asked_about_and_only_the_last_day_closed(at, close_at, anna, head, admin, plough):
    close_at("16 18:01")

    close_at("2027-01-14 19:00")
    assert Tick.current().hold == "gap"
    assert set(LedgerRow.objects.of(anna).values_list("day", flat=True)) == {MONDAY, date(2027, 1, 14)}
    with pytest.raises(NotAllowed):
        guard.release(by=head, everything=True)

    guard.release(by=admin, everything=True)
    close_at("2027-01-14 19:05")

    assert Tick.current().hold == ""
    assert LedgerRow.objects.of(anna).count() == 44
    assert close_at("2027-01-14 19:10").persons == []


def test_e10_the_administrator_may_leave_the_missed_days_out(at, close_at, anna, admin, plough):
    close_at("16 18:01")
    close_at("2027-01-14 19:00")

    guard.release(by=admin, everything=False)
    close_at("2027-01-15 19:05")

    days = set(LedgerRow.objects.of(anna).values_list("day", flat=True))
    assert days == {MONDAY, date(2027, 1, 14), date(2027, 1, 15)}


def test_e20_a_clock_that_went_back_stops_the_closing(at, anna, plough, monkeypatch):
    real = timezone.now()
    guard.note_tick(real)
    monkeypatch.setattr(guard, "database_time", lambda: real - timedelta(hours=2))
    at("16 18:01")

    assert closing.tick().held == "backward"
    assert not LedgerRow.objects.exists()

    monkeypatch.setattr(guard, "database_time", lambda: real + timedelta(minutes=1))
    assert closing.tick().held == ""
    assert LedgerRow.objects.exists()


def test_e20_a_jump_of_more_than_a_month_holds_until_an_administrator_looks(at, anna, admin, plough, monkeypatch):
    real = timezone.now()
    guard.note_tick(real)
    monkeypatch.setattr(guard, "database_time", lambda: real + timedelta(days=400))
    at("16 18:01")

    assert closing.tick().held == "forward"
    assert not LedgerRow.objects.exists()

    guard.release(by=admin, everything=True)
    assert closing.tick().held == ""


def test_e20_the_guard_does_not_look_at_the_test_clock(at, anna):
    at("16 18:01")
    assert closing.tick().held == ""
    at("15 18:01")
    assert closing.tick().held == ""


def test_e12_a_department_is_published_once_after_all_its_members(at, close_at, anna, boris, head, sales):
    boris.zone = "Europe/Kaliningrad"
    boris.save(update_fields=["zone"])

    close_at("16 18:30")
    assert not LedgerRow.objects.filter(kind="department", department=sales).exists()

    close_at("16 19:01")
    assert LedgerRow.objects.get(kind="department", department=sales).people == 2  # not the head, who has no deals


def test_e12_a_stuck_member_does_not_block_and_comes_as_an_addendum(at, close_at, anna, boris, head, sales, plough, monkeypatch):
    keep = judging._keep

    def fail_for_anna(rows, asked, **kwargs):
        if any(getattr(row, "user_id", None) == anna.pk for row in rows):
            raise DatabaseError("a broken record")
        keep(rows, asked, **kwargs)

    monkeypatch.setattr(judging, "_keep", fail_for_anna)
    monkeypatch.setattr(judging, "TRIES", 99)
    close_at("16 18:01")
    assert set(LedgerRow.objects.persons().values_list("user", flat=True)) == {boris.pk, head.pk}
    assert not LedgerRow.objects.departments().exists()

    close_at("16 18:20")
    assert LedgerRow.objects.departments().get(department=sales).incomplete == 1

    monkeypatch.setattr(judging, "_keep", keep)
    close_at("16 18:25")
    addendum = LedgerRow.objects.get(kind="addendum")
    assert (addendum.user, addendum.no_task) == (anna, 1)
    assert Notice.objects.filter(recipient=head, verb="day.addendum").count() == 1


def test_e23_one_broken_deal_is_set_aside_and_the_rest_is_judged(at, close_at, anna, boris, head, stages, monkeypatch):
    at("16 12:00")
    broken = make_deal(anna, stages["Qualified"], name="Broken")
    make_deal(anna, stages["Qualified"], name="Sound")
    make_deal(boris, stages["Qualified"], name="Of Boris")
    sql = judging.statement

    def poisoned(tail, asked, *, only=None, spared=None):
        if broken.pk in (spared or {}).get("deal", ()) or (only is not None and broken.pk not in only["deal"]):
            return sql(tail, asked, only=only, spared=spared)
        poison = f"(SELECT 1 / (CASE WHEN bool_or(key = {anna.pk}) THEN 0 ELSE 1 END) FROM deal_asked)"
        return (
            sql(tail, asked, only=only, spared=spared)
            .replace("WHERE claim.id =", f"WHERE 1 = {poison} AND claim.id =")
            .replace("SELECT count(*) FROM findings", f"SELECT count(*) + {poison} FROM findings")
        )

    monkeypatch.setattr(judging, "statement", poisoned)
    close_at("16 18:01")

    assert breaches(boris, MONDAY) == {("Of Boris", "no_task")}
    assert breaches(anna, MONDAY) == {("Sound", "no_task")}
    assert str(broken.pk) in ledger_of(anna, MONDAY).error
    assert not ledger_of(boris, MONDAY).error


def test_three_departments_in_three_zones_close_at_their_own_hours(at, close_at, company_root, stages):
    zones = {"Kaliningrad": "Europe/Kaliningrad", "Moscow": "Europe/Moscow", "Vladivostok": "Asia/Vladivostok"}
    for name, zone in zones.items():
        department = make_department(name, parent=company_root)
        Schedule.objects.create(department=department, effective_from=MONDAY, zone=zone, created_at=moment("15 12:00"))
        user = make_user(name.lower(), department=department, zone="")
        at("16 08:00")
        make_deal(user, stages["Qualified"], name=name)
        at("15 12:00")

    closed = {}
    for hour in range(8, 21):
        for row in close_at(f"16 {hour:02d}:01").departments:
            closed[row.department.name] = hour

    assert closed == {"Vladivostok": 11, "Moscow": 18, "Kaliningrad": 19}
    assert {breach.deal_name for breach in Breach.objects.all()} == set(zones)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Africa/Cairo", date(2026, 4, 24), 23),
        ("Asia/Beirut", date(2026, 3, 29), 23),
        ("America/Santiago", date(2026, 9, 6), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Asia/Kolkata", date(2026, 4, 24), 24),
    ],
)
def test_e21_days_of_odd_length_have_one_cut_off_each(at, close_at, company_root, zone, day, hours):
    company_root.judged_from = day - timedelta(days=1)
    company_root.save(update_fields=["judged_from"])
    at(f"{day - timedelta(days=3)} 12:00")
    department = make_department("Far away", parent=company_root)
    week = WorkCalendar.objects.create(name="Every day", week=[[["09:00", "18:00"]]] * 7)
    begins = day - timedelta(days=3)
    Schedule.objects.create(department=department, effective_from=begins, zone=zone, calendar=week, created_at=moment(f"{begins} 12:00"))
    user = make_user("far", department=department, zone="")

    close_at(f"{day + timedelta(days=2)} 12:00", departments={department.pk})

    cut_offs = dict(PersonDay.objects.filter(user=user, state="published").order_by("day").values_list("day", "cut_off")[:3])
    assert [when.astimezone(ZoneInfo(zone)).hour for when in cut_offs.values()] == [18] * len(cut_offs)
    assert list(cut_offs) == [day - timedelta(days=1), day, day + timedelta(days=1)]
    assert cut_offs[day] - cut_offs[day - timedelta(days=1)] == timedelta(hours=hours)


def test_by_hand_for_one_department_and_a_dry_run(at, anna, vera, sales, plough):
    at("16 18:01")
    out = StringIO()

    call_command("close_days", dry_run=True, stdout=out)
    assert "Anna Testova: unprocessed 0, no task 1" in out.getvalue()
    assert not LedgerRow.objects.exists()

    call_command("close_days", department=[sales.pk], stdout=out)
    assert set(LedgerRow.objects.persons().values_list("user", flat=True)) == {anna.pk, sales.head_id}


def test_by_hand_nobody_closes_tomorrow_in_production(at, settings):
    at("16 18:01")
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("close_days", now="2026-11-17T18:00:00+03:00")


def test_the_ledger_refuses_every_change(close_at, anna, plough):
    close_at("16 18:01")

    for change in (
        lambda: LedgerRow.objects.update(no_task=0),
        lambda: LedgerRow.objects.all()._raw_delete("default"),
        lambda: Breach.objects.update(deal_name=""),
        lambda: Breach.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_e23_the_number_of_queries_does_not_depend_on_the_number_of_deals(at, anna, boris, head, stages):
    counts = []
    for day, number in (("16", 1), ("17", 30)):
        at(f"{day} 12:00")
        for _ in range(number):
            make_task(anna, deal=make_deal(anna, stages["Qualified"]), due_at=moment(f"{day} 13:00"))
        at(f"{day} 18:01")
        with CaptureQueriesContext(connection) as queries:
            close()
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert LedgerRow.objects.of(anna).get(day=TUESDAY).overdue == 31
