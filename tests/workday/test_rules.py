"""The three rules, one by one, at a close."""

from datetime import timedelta

import pytest

from deals.models import Act, Ask
from tests.factories import make_deal, make_task
from workday.models import Breach, LedgerRow, RuleSetting

from .conftest import MONDAY, TUESDAY, breaches, ledger_of, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


def test_e2_a_new_deal_nobody_touched_is_unprocessed(at, close_at, anna):
    at("16 12:00")
    deal = make_deal(anna, name="Plough")
    make_task(anna, deal=deal, due_on=TUESDAY)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == {("Plough", "unprocessed")}


@pytest.mark.parametrize("kind", Act.Kind.values)
def test_e2_any_act_with_the_client_makes_a_deal_processed(at, close_at, anna, boris, kind):
    at("16 12:00")
    deal = make_deal(anna)
    make_task(anna, deal=deal, due_on=TUESDAY)
    deal.note_act(kind, by=boris)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == set()


def test_e2_planning_does_not_make_a_deal_processed(at, close_at, anna):
    at("16 12:00")
    make_task(anna, deal=make_deal(anna, name="Plough"), due_on=TUESDAY)

    close_at("16 18:01")

    assert ("Plough", "unprocessed") in breaches(anna, MONDAY)


def test_e2_a_deal_that_left_its_entry_stage_is_processed(at, close_at, anna, stages):
    at("16 12:00")
    deal = make_deal(anna)
    make_task(anna, deal=deal, due_on=TUESDAY)
    deal.move_to(stages["Qualified"], by=anna, values={"amount": 100})

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == set()


def test_e26_a_deal_moved_back_to_the_entry_is_not_new_again(at, close_at, anna, head, stages):
    at("16 12:00")
    deal = make_deal(anna)
    make_task(anna, deal=deal, due_on=TUESDAY)
    deal.move_to(stages["Qualified"], by=anna, values={"amount": 100})
    at("16 13:00")
    deal.move_back(stages["New"], reason="A mistake", by=head)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == set()


def test_e26_a_step_back_that_was_asked_for_is_no_new_deal_either(at, close_at, anna, head, stages):
    at("16 12:00")
    deal = make_deal(anna)
    make_task(anna, deal=deal, due_on=TUESDAY)
    deal.move_to(stages["Qualified"], by=anna, values={"amount": 100})
    asked = Ask.put_back(deal, stages["New"], by=anna, why="Too early")
    at("16 13:00")
    asked.answer(True, by=head)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == set()


@pytest.mark.parametrize(("born", "is_found"), [("16 17:29", True), ("16 17:30", True), ("16 17:31", False)])
def test_e2_a_deal_younger_than_thirty_working_minutes_is_spared(at, close_at, anna, born, is_found):
    at(born)
    make_task(anna, deal=make_deal(anna, name="Plough"), due_on=TUESDAY)

    close_at("16 18:01")

    assert (("Plough", "unprocessed") in breaches(anna, MONDAY)) is is_found


def test_e2_the_night_does_not_age_a_new_deal(at, close_at, anna):
    at("16 17:45")
    make_task(anna, deal=make_deal(anna, name="Plough"), due_on=TUESDAY + timedelta(days=3))

    close_at("16 18:01")
    assert breaches(anna, MONDAY) == set()

    close_at("17 18:01")
    assert breaches(anna, TUESDAY) == {("Plough", "unprocessed")}


def test_e2_a_retired_funnel_asks_for_no_processing(at, close_at, anna, funnel):
    at("16 12:00")
    make_task(anna, deal=make_deal(anna), due_on=TUESDAY)
    funnel.retired_at = moment("16 13:00")
    funnel.save(update_fields=["retired_at"])

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == set()


def test_e2_an_open_deal_without_a_task(at, close_at, anna, stages):
    at("16 12:00")
    make_deal(anna, stages["Qualified"], name="Plough")

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == {("Plough", "no_task")}


def test_e2_a_task_of_anybody_counts_as_the_next_step(at, close_at, anna, boris, stages):
    at("16 12:00")
    make_task(boris, deal=make_deal(anna, stages["Qualified"]), due_on=TUESDAY)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == set()


@pytest.mark.parametrize(
    ("due", "is_late"),
    [
        ({"due_at": moment("16 18:00")}, True),
        ({"due_at": moment("16 18:01")}, False),
        ({"due_on": MONDAY}, True),
        ({"due_on": TUESDAY}, False),
    ],
)
def test_e2_a_task_is_overdue_at_its_minute_or_when_its_date_is_closed(at, close_at, anna, stages, due, is_late):
    at("16 12:00")
    make_task(anna, deal=make_deal(anna, stages["Qualified"], name="Plough"), **due)

    close_at("16 18:01")

    assert (("Plough", "overdue") in breaches(anna, MONDAY)) is is_late


def test_e2_an_overdue_task_is_its_persons_and_the_deals_owner_is_shown_it(at, close_at, anna, boris, stages):
    at("16 12:00")
    make_task(boris, deal=make_deal(anna, stages["Qualified"], name="Plough"), due_on=MONDAY, title="Send the offer")

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == set()
    breach = Breach.objects.get(owner=boris)
    assert (breach.rule, breach.deal_owner, breach.task_title) == ("overdue", anna, "Send the offer")
    assert breach in Breach.objects.visible_to(anna)


def test_e3_won_lost_and_discarded_deals_are_not_judged(at, close_at, anna, head, admin, funnel, stages):
    at("16 12:00")
    won, lost, gone = (make_deal(anna, stages["Qualified"], name=name) for name in ("Won", "Lost", "Gone"))
    won.win(by=head, values={"amount": 1, "decision_on": TUESDAY, "contract_number": "7"})
    lost.lose(funnel.loss_reasons.first(), by=anna)
    gone.discard(by=admin)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == set()


def test_e4_one_finding_per_rule_and_the_deal_counts_once(at, close_at, anna, boris, stages, sales):
    at("16 12:00")
    new = make_deal(anna, name="New one")
    make_task(anna, deal=new, due_at=moment("16 15:00"))
    make_task(anna, deal=new, due_at=moment("16 16:00"))
    make_task(boris, deal=new, due_at=moment("16 16:00"))

    close_at("16 18:01")

    row = ledger_of(anna, MONDAY)
    assert (row.unprocessed, row.no_task, row.overdue, row.deals) == (1, 0, 1, 1)
    department = LedgerRow.objects.get(kind="department", department=sales)
    assert (department.unprocessed, department.overdue, department.deals) == (1, 2, 1)


def test_a_breach_keeps_the_names_of_the_day_and_what_explains_it(at, close_at, anna, stages):
    at("16 12:00")
    deal = make_deal(anna, stages["Qualified"], name="Plough")
    make_task(anna, deal=deal, due_on=MONDAY, title="Call Nina")

    close_at("16 18:01")

    breach = Breach.objects.get(owner=anna)
    assert (breach.deal_name, breach.stage_name, breach.task_title, breach.task_due_on) == ("Plough", "Qualified", "Call Nina", MONDAY)
    assert (breach.rule_version, breach.section_code) == ("1.0", "CRM-01/overdue")


def test_a_rule_change_holds_from_its_date_and_past_rows_keep_theirs(at, close_at, anna, head, sales, stages):
    at("16 12:00")
    make_deal(anna, stages["Qualified"], name="Plough")
    setting = RuleSetting.objects.create(department=sales, effective_from=TUESDAY, no_task=False, created_at=moment("16 12:00"))

    close_at("16 18:01")
    close_at("17 18:01")

    assert breaches(anna, MONDAY) == {("Plough", "no_task")}
    assert breaches(anna, TUESDAY) == set()
    assert ledger_of(anna, MONDAY).rules["setting"] == 0
    assert ledger_of(anna, TUESDAY).rules["setting"] == setting.pk


def test_a_department_takes_the_settings_of_the_one_above(at, close_at, anna, company_root, stages):
    at("16 12:00")
    make_deal(anna, stages["Qualified"])
    RuleSetting.objects.create(department=company_root, effective_from=MONDAY, no_task=False, created_at=moment("16 09:00"))

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == set()


def test_imported_deals_are_judged_from_the_next_day(at, close_at, anna, stages):
    at("16 12:00")
    deal = make_deal(anna, stages["Qualified"], name="Plough")
    type(deal).objects.filter(pk=deal.pk).update(is_imported=True)

    close_at("16 18:01")
    assert breaches(anna, MONDAY) == set()

    close_at("17 18:01")
    assert breaches(anna, TUESDAY) == {("Plough", "no_task")}
