"""The rules of the day at their edges: exactly at the cut-off, two people on one card, a month of downtime, what an edit cannot change."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Absence
from accounts.schedule import Timetable
from deals.models import Deal
from notifications.models import Notice
from tasks.models import Task
from tests.factories import make_company, make_deal, make_task
from workday import closing
from workday.almanac import Almanac
from workday.judging import snapshot
from workday.models import Breach, DepartmentDay, LedgerRow, PersonDay, RuleSetting, Tick

from .conftest import FRIDAY, MONDAY, TUESDAY, breaches, ledger_of, moment

judged = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


def marked(test):
    for mark in judged:
        test = mark(test)
    return test


@marked
@pytest.mark.parametrize(("when", "is_late"), [("16 17:59", False), ("16 18:00", False), ("16 18:01", True)])
def test_e2_a_task_done_exactly_at_the_cut_off_counts(at, close_at, anna, stages, when, is_late):
    at("16 10:00")
    task = make_task(anna, deal=make_deal(anna, stages["Qualified"], name="Plough"), due_at=moment("16 15:00"))
    make_task(anna, deal=task.deal, due_on=FRIDAY)
    at(when)
    task.complete(by=anna)

    close_at("16 18:05")

    assert breaches(anna, MONDAY) == ({("Plough", "overdue")} if is_late else set())


@marked
@pytest.mark.parametrize(("minutes", "born", "is_found"), [(0, "17:59", True), (120, "15:59", True), (120, "16:01", False)])
def test_e2_the_minimum_age_may_be_nothing_or_two_hours(at, close_at, anna, minutes, born, is_found):
    RuleSetting.objects.create(effective_from=MONDAY, min_age=minutes, no_task=False, created_at=moment("15 10:00"))
    at(f"16 {born}")
    make_deal(anna, name="Plough")

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == ({("Plough", "unprocessed")} if is_found else set())


@marked
def test_e2_a_late_task_of_a_won_deal_is_no_breach(at, close_at, anna, stages):
    at("16 10:00")
    make_task(anna, deal=make_deal(anna, stages["Won"]), due_at=moment("16 15:00"))

    close_at("16 18:01")

    assert breaches() == set()


@marked
def test_e2_a_late_task_that_stands_alone_is_no_breach_and_stays_in_the_list(at, close_at, anna, client):
    at("16 10:00")
    make_task(anna, due_at=moment("16 15:00"), title="Order paper")

    close_at("16 18:01")

    assert (breaches(), ledger_of(anna, MONDAY).is_clean) == (set(), True)
    client.force_login(anna)
    assert "Order paper" in client.get(reverse("workday:my-day")).content.decode()


@marked
def test_e4_of_one_persons_late_tasks_one_counts_and_two_people_are_two(at, close_at, anna, boris, head, sales, stages):
    at("16 10:00")
    deal = make_deal(anna, stages["Qualified"], name="Plough")
    for owner in (anna, anna, boris):
        make_task(owner, deal=deal, due_at=moment("16 15:00"))

    close_at("16 18:01")

    assert sorted(Breach.objects.values_list("owner", "rule")) == sorted([(anna.pk, "overdue"), (boris.pk, "overdue")])
    total = LedgerRow.objects.get(kind="department", department=sales)
    assert (total.overdue, total.deals) == (2, 1)


@marked
def test_e5_two_who_name_each_other_leave_it_to_the_department(at, close_at, anna, boris, egor, stages):
    for user, deputy in ((anna, boris), (boris, anna)):
        Absence.objects.create(user=user, deputy=deputy, from_on=MONDAY, to_on=FRIDAY, known_from=moment("15 10:00"))
    at("16 10:00")
    make_deal(anna, stages["Qualified"], name="Plough")

    close_at("16 18:01")

    found = Breach.objects.get(deal_name="Plough")
    assert (found.owner, found.previous_owner) == (None, anna)


@marked
@pytest.mark.parametrize(("last", "hold"), [("2026-12-16 19:00", ""), ("2026-12-19 19:00", "gap")])
def test_e10_a_month_is_made_up_for_by_itself_and_a_longer_time_is_asked_about(at, close_at, anna, last, hold):
    close_at("16 18:01")
    at(last)
    Tick.objects.update(last_at=None)

    closing.close()

    assert Tick.current().hold == hold
    assert LedgerRow.objects.of(anna).count() > 20 if not hold else LedgerRow.objects.of(anna).count() == 2


@marked
def test_e13_nobody_is_warned_outside_their_hours_or_with_nothing_open(at, anna, boris, stages):
    from workday import warning

    at("16 10:00")
    make_deal(anna, stages["Qualified"])
    Absence.objects.create(user=anna, from_on=MONDAY, to_on=MONDAY, known_from=moment("15 10:00"))
    closing.close()
    at("16 17:05")
    warning.tick()

    assert not Notice.objects.filter(verb="day.warning").exists()


@marked
def test_e15_later_acts_on_a_card_do_not_change_its_closed_day(at, close_at, anna, boris, head, admin, stages, client):
    def closed_monday():
        return [list(model.objects.filter(day=MONDAY).order_by("pk").values()) for model in (Breach, LedgerRow)]

    at("16 10:00")
    deal = make_deal(anna, stages["Qualified"], name="Plough", company=make_company(anna))
    close_at("16 18:00")
    before = closed_monday()
    at("17 10:00")
    make_task(anna, deal=deal, due_on=FRIDAY)
    deal.give_to(boris, by=head)
    deal.rename("Harrow", by=head)
    deal.discard(by=admin)
    close_at("17 10:01")

    assert closed_monday() == before
    assert Breach.objects.get(day=MONDAY).deal_name == "Plough"


@marked
def test_e15_nobody_says_when_a_task_was_done(at, anna, stages, client):
    at("16 10:00")
    task = make_task(anna, deal=make_deal(anna, stages["Qualified"]), due_at=moment("16 15:00"), by=anna)
    at("16 18:10")
    client.force_login(anna)
    sent = {"done_at": "2026-11-16T14:00", "recorded_at": "2026-11-16T14:00", "text": "Reached", "then": "none", "next": "none"}
    client.post(reverse("tasks:completion", args=[task.pk]), sent)
    task.refresh_from_db()

    assert task.done_at in (None, moment("16 18:10"))


@marked
@pytest.mark.parametrize(("when", "bearer"), [("16 17:59:59", "boris"), ("16 18:00:00", "boris"), ("16 18:00:01", "anna")])
def test_e18_an_owner_changed_at_the_very_cut_off_answers_for_it(at, close_at, anna, boris, head, stages, when, bearer, request):
    at("16 10:00")
    deal = make_deal(anna, stages["Qualified"], name="Plough")
    at(when)
    deal.give_to(boris, by=head)

    close_at("16 18:05")

    assert Breach.objects.get().owner == request.getfixturevalue(bearer)


@marked
def test_e19_control_switched_off_asks_for_nothing_more_and_the_past_stays(at, close_at, company_root, anna, stages):
    at("16 10:00")
    make_deal(anna, stages["Qualified"])
    close_at("16 18:00")
    company_root.judged_from = None
    company_root.save(update_fields=["judged_from"])

    close_at("17 18:00")

    assert set(Breach.objects.values_list("day", flat=True)) == {MONDAY}
    assert not PersonDay.objects.filter(day=TUESDAY, state="published").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("under_control")
def test_e23_the_judgement_reads_one_state_and_waits_for_nobody(at, close_at, anna, stages):
    at("16 10:00")
    deal = make_deal(anna, stages["Qualified"], name="Plough")
    with snapshot(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone()[0] == "repeatable read"
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] != "0"

    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM deals_deal WHERE id = %s FOR UPDATE", [deal.pk])
            close_at("16 18:00")
        other.rollback()
    finally:
        other.close()
    assert breaches(anna, MONDAY) == {("Plough", "no_task")}
    assert DepartmentDay.objects.filter(state="published").exists()
    assert (Deal.objects.count(), Task.objects.count()) == (1, 0)


walls = st.times(time(0, 0), time(23, 59)).map(lambda wall: wall.replace(second=0, microsecond=0))


@settings(deadline=None, max_examples=200)
@given(walls, walls, walls)
def test_e16_a_change_holds_for_today_only_where_it_lies_before_both_hours(said, old, new):
    """Said at `said` of one date, from `old` to `new`: the table of the rule, over all hours of a day."""
    zone, day, person = ZoneInfo("Europe/Moscow"), date(2026, 11, 16), SimpleNamespace(pk=1, zone="", department_id=1)
    at = datetime.combine(day, said, tzinfo=zone)

    def table(closes_at):
        made = Timetable(at=at)
        row = SimpleNamespace(effective_from=date.min, zone="Europe/Moscow", closes_at=closes_at, calendar_id=None)
        made.__dict__.update(
            _company_zone="Europe/Moscow", _default_calendar=None, _weeks={}, _exceptions={}, _schedules={("user", 1): [row]}, _absences={}
        )
        return made

    almanac = Almanac(day, datetime(2026, 12, 1, tzinfo=UTC))
    almanac.__dict__["_knots"] = [at]
    almanac._tables = {almanac._start: table(old), at: table(new)}
    cuts = [datetime.combine(day, wall, tzinfo=zone) for wall in (old, new)]

    held = almanac.cut_off(person, day)

    assert held == (cuts[1] if at < min(cuts) else cuts[0])
    assert almanac.cut_off(person, day + timedelta(days=1)) == cuts[1] + timedelta(days=1)
