"""Whenever a day is judged, it is judged as it stood at its cut-off."""

from datetime import timedelta

import pytest

from accounts.models import Absence, CalendarDay, Schedule, WorkCalendar
from crm_project.lib import clock
from deals.models import Act
from tests.factories import make_deal, make_task, make_user
from workday.models import Breach, DepartmentDay, LedgerRow, PersonDay

from .conftest import MONDAY, TUESDAY, WEDNESDAY, breaches, ledger_of, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture
def plough(at, anna, stages):
    """A deal of Anna's that stands without a task since Monday noon."""
    at("16 12:00")
    return make_deal(anna, stages["Qualified"], name="Plough")


def test_e6_what_was_repaired_after_the_close_was_still_broken_at_it(at, close_at, anna, plough):
    at("16 18:10")
    make_task(anna, deal=plough, due_on=TUESDAY)

    close_at("16 18:20")

    assert breaches(anna, MONDAY) == {("Plough", "no_task")}


def test_e6_what_was_repaired_before_the_close_is_not_held_against_anybody(at, close_at, anna, plough):
    at("16 17:59")
    task = make_task(anna, deal=plough, due_on=TUESDAY)
    at("17 09:00")
    task.drop(by=anna)

    close_at("17 10:00")

    assert breaches(anna, MONDAY) == set()


def test_e6_a_deal_created_after_the_close_is_not_in_that_day(at, close_at, anna, stages):
    at("16 18:05")
    make_deal(anna, stages["Qualified"], name="Late one")

    close_at("16 18:20")

    assert breaches(anna, MONDAY) == set()


def test_e6_a_task_done_after_the_close_does_not_clean_the_past(at, close_at, anna, stages):
    at("16 12:00")
    task = make_task(anna, deal=make_deal(anna, stages["Qualified"], name="Plough"), due_at=moment("16 16:00"))
    at("16 18:05")
    task.complete(by=anna)

    close_at("16 18:20")

    assert ("Plough", "overdue") in breaches(anna, MONDAY)


def test_e6_a_task_moved_before_the_close_is_not_overdue_at_it(at, close_at, anna, stages):
    at("16 12:00")
    task = make_task(anna, deal=make_deal(anna, stages["Qualified"]), due_at=moment("16 16:00"))
    at("16 17:30")
    task.move_due(by=anna, due_on=TUESDAY)
    close_at("16 18:20")
    assert breaches(anna, MONDAY) == set()


def test_e3_a_deal_that_lay_in_the_trash_at_the_close_is_not_held_against_anybody_after_it_came_back(at, close_at, anna, admin, plough):
    at("16 17:00")
    plough.discard(by=admin)
    at("17 09:00")
    plough.restore(by=admin)
    at("17 10:00")
    plough.discard(by=admin)
    at("17 17:00")
    plough.restore(by=admin)

    close_at("17 18:01")

    assert breaches(anna, MONDAY) == set()
    assert breaches(anna, TUESDAY) == {("Plough", "no_task")}


def test_e3_a_deal_discarded_twice_has_been_gone_since_the_first_time(at, close_at, anna, admin, plough):
    at("16 17:00")
    plough.discard(by=admin)
    at("16 19:00")
    plough.discard(by=admin)

    close_at("16 19:01")

    assert breaches(anna, MONDAY) == set()


def test_e6_an_act_after_the_close_does_not_process_the_deal_of_the_day(at, close_at, anna):
    at("16 12:00")
    deal = make_deal(anna, name="Plough")
    make_task(anna, deal=deal, due_on=TUESDAY)
    at("16 18:05")
    deal.note_act(Act.Kind.CALL_OUT, by=anna, at=moment("16 17:00"))

    close_at("16 18:20")

    assert breaches(anna, MONDAY) == {("Plough", "unprocessed")}


def test_e6_a_deal_won_after_the_close_was_open_at_it(at, close_at, anna, head, plough):
    at("16 18:05")
    plough.win(by=head, values={"amount": 1, "decision_on": TUESDAY, "contract_number": "7"})

    close_at("16 18:20")

    assert breaches(anna, MONDAY) == {("Plough", "no_task")}


def test_e6_a_move_undone_leaves_the_card_where_it_was(at, close_at, anna, stages):
    at("16 12:00")
    deal = make_deal(anna, name="Plough")
    make_task(anna, deal=deal, due_on=TUESDAY)
    at("16 17:59:57")
    move = deal.move_to(stages["Qualified"], by=anna, values={"amount": 100})
    at("16 18:00:04")
    deal.undo(move, by=anna)

    close_at("16 18:20")

    assert breaches(anna, MONDAY) == {("Plough", "unprocessed")}


def test_e18_the_finding_follows_the_owner_of_the_cut_off(at, close_at, anna, boris, head, plough):
    at("16 17:00")
    plough.give_to(boris, by=head)
    at("16 18:05")
    plough.give_to(anna, by=head)

    close_at("16 18:20")

    assert breaches(anna, MONDAY) == set()
    assert breaches(boris, MONDAY) == {("Plough", "no_task")}


def test_e18_findings_go_to_the_department_of_the_cut_off(at, close_at, anna, service, sales, plough):
    at("16 18:05")
    anna.join(service, by=None)

    close_at("16 18:20")

    assert ledger_of(anna, MONDAY).department == sales
    assert PersonDay.objects.filter(user=anna, day=MONDAY).count() == 1


def test_e15_a_closed_day_does_not_change(at, close_at, anna, head, plough):
    close_at("16 18:01")
    at("16 18:30")
    make_task(anna, deal=plough, due_on=TUESDAY)
    plough.note_act(Act.Kind.CALL_OUT, by=anna, at=moment("16 12:30"))

    assert close_at("16 18:40").persons == []
    assert breaches(anna, MONDAY) == {("Plough", "no_task")}


def test_e1_a_day_off_is_not_judged(at, close_at, anna, plough):
    calendar = WorkCalendar.objects.create(name="Five days", is_default=True)
    CalendarDay.objects.create(calendar=calendar, on=MONDAY, kind="holiday", known_from=moment("15 12:00"))

    close_at("16 20:00")

    assert not PersonDay.objects.filter(day=MONDAY).exists()
    assert not DepartmentDay.objects.filter(day=MONDAY).exists()
    assert not LedgerRow.objects.exists()


def test_e1_weekends_are_not_judged_and_a_saturday_that_works_is(at, close_at, anna, plough):
    calendar = WorkCalendar.objects.create(name="Five days", is_default=True)
    saturday, sunday = MONDAY + timedelta(days=5), MONDAY + timedelta(days=6)
    CalendarDay.objects.create(calendar=calendar, on=saturday, kind="working", known_from=moment("15 12:00"))

    close_at("23 09:00")

    days = set(PersonDay.objects.filter(user=anna, state="published").values_list("day", flat=True))
    assert saturday in days
    assert sunday not in days


def test_e2_a_short_day_closes_an_hour_earlier(at, close_at, anna, plough):
    calendar = WorkCalendar.objects.create(name="Five days", is_default=True)
    CalendarDay.objects.create(calendar=calendar, on=MONDAY, kind="short", known_from=moment("15 12:00"))

    close_at("16 17:01")

    assert ledger_of(anna, MONDAY).cut_off == moment("16 17:00")


def test_e16_a_holiday_learnt_after_the_close_changes_nothing(at, close_at, anna, plough):
    calendar = WorkCalendar.objects.create(name="Five days", is_default=True)
    CalendarDay.objects.create(calendar=calendar, on=MONDAY, kind="holiday", known_from=moment("16 18:30"))

    close_at("16 19:00")

    assert breaches(anna, MONDAY) == {("Plough", "no_task")}


@pytest.mark.parametrize(
    ("said", "closes", "judged"),
    [
        ("16 15:00", "17:00", "16 17:00"),
        ("16 17:30", "17:00", "16 18:00"),
        ("16 17:30", "20:00", "16 20:00"),
        ("16 18:30", "20:00", "16 18:00"),
    ],
)
def test_e16_a_new_closing_time_counts_if_it_was_set_before_both(at, close_at, anna, sales, said, closes, judged):
    Schedule.objects.create(department=sales, effective_from=MONDAY, closes_at=closes, created_at=moment(said))

    close_at("16 21:00")

    assert ledger_of(anna, MONDAY).cut_off == moment(judged)


def test_e16_a_closing_time_changed_while_the_day_is_ahead_moves_its_row(at, close_at, anna, sales):
    close_at("16 10:00")
    Schedule.objects.create(department=sales, effective_from=MONDAY, closes_at="17:00", created_at=moment("16 11:00"))

    close_at("16 12:00")

    assert PersonDay.objects.get(user=anna, day=MONDAY).cut_off == moment("16 17:00")
    assert DepartmentDay.objects.get(department=sales, day=MONDAY).cut_off == moment("16 18:00") - timedelta(hours=1)


def test_e17_a_new_zone_moves_what_lies_ahead_and_leaves_what_is_past(at, close_at, anna):
    close_at("16 12:00")
    anna.zone = "Asia/Yekaterinburg"
    anna.save(update_fields=["zone"])
    close_at("16 13:00")
    assert PersonDay.objects.get(user=anna, day=MONDAY).cut_off == moment("16 16:00")

    close_at("16 16:30")
    anna.zone = "Europe/Kaliningrad"
    anna.save(update_fields=["zone"])
    close_at("16 23:00")

    assert ledger_of(anna, MONDAY).cut_off == moment("16 16:00")
    assert LedgerRow.objects.filter(kind="person", user=anna).count() == 1


def test_e1_somebody_absent_is_not_judged_and_the_head_gets_the_deals(at, close_at, anna, boris, head, sales, plough):
    Absence.objects.create(user=anna, from_on=MONDAY, to_on=MONDAY, known_from=moment("15 12:00"))

    close_at("16 18:01")

    assert not LedgerRow.objects.filter(kind="person", user=anna).exists()
    breach = Breach.objects.get(department=sales)
    assert (breach.owner, breach.previous_owner, breach.deal_name) == (None, anna, "Plough")


def test_e5_a_named_deputy_takes_the_findings(at, close_at, anna, boris, head, plough):
    Absence.objects.create(user=anna, from_on=MONDAY, to_on=MONDAY, deputy=boris, known_from=moment("15 12:00"))

    close_at("16 18:01")

    breach = Breach.objects.get()
    assert (breach.owner, breach.previous_owner, breach.is_deputy) == (boris, anna, True)
    assert ledger_of(boris, MONDAY).deputy_for == [str(anna)]


def test_e5_a_deputy_who_is_away_too_leaves_it_to_the_head(at, close_at, anna, boris, head, vera, plough):
    for user in (anna, boris):
        Absence.objects.create(
            user=user, from_on=MONDAY, to_on=MONDAY, deputy=boris if user == anna else None, known_from=moment("15 12:00")
        )

    close_at("16 18:01")

    breach = Breach.objects.get()
    assert (breach.owner, breach.previous_owner) == (None, anna)


def test_e5_deals_nobody_owns_are_the_heads_with_the_previous_owner(at, close_at, anna, head, sales, plough):
    at("16 13:00")
    plough.give_to(None, by=head)

    close_at("16 18:01")

    breach = Breach.objects.get()
    assert (breach.owner, breach.previous_owner, breach.department, breach.row.kind) == (None, anna, sales, "department")


def test_e5_deals_of_somebody_who_left_are_the_heads(at, close_at, anna, boris, head, sales, plough):
    at("16 13:00")
    anna.deactivate(by=None)

    close_at("16 18:01")

    assert not LedgerRow.objects.filter(kind="person", user=anna).exists()
    assert Breach.objects.get().previous_owner == anna


def test_e19_somebody_who_left_after_the_close_answers_for_that_day(at, close_at, anna, boris, head, plough):
    at("16 18:05")
    anna.deactivate(by=None)

    close_at("17 18:01")

    assert breaches(anna, MONDAY) == {("Plough", "no_task")}
    assert not LedgerRow.objects.filter(kind="person", user=anna, day=TUESDAY).exists()
    assert Breach.objects.get(day=TUESDAY).owner is None


def test_e19_nobody_is_judged_before_they_joined(at, close_at, sales, head, anna):
    at("17 10:00")
    newcomer = make_user("newcomer", department=sales)

    close_at("17 18:01")

    assert list(LedgerRow.objects.filter(user=newcomer).values_list("day", flat=True)) == [TUESDAY]


def test_e19_a_department_is_judged_from_its_date_on(at, close_at, company_root, sales, service, anna, vera):
    company_root.judged_from = None
    company_root.save(update_fields=["judged_from"])
    service.judged_from = WEDNESDAY
    service.save(update_fields=["judged_from"])

    close_at("18 18:01")

    assert set(PersonDay.objects.values_list("user", "day")) == {(vera.pk, WEDNESDAY), (service.head_id, WEDNESDAY)}


def test_e1_a_department_without_working_members_has_no_day(at, close_at, anna, head, service):
    close_at("16 18:01")

    assert not DepartmentDay.objects.filter(department=service).exists()


def test_who_may_only_look_at_deals_has_no_day_to_close(at, close_at, auditor, anna):
    close_at("16 18:01")

    assert not PersonDay.objects.filter(user=auditor).exists()
    assert clock.now() == moment("16 18:01")
