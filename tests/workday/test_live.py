"""Badges, warnings, the judgement and the report are one definition."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.schedule import Timetable
from deals.decorators import decorated
from deals.models import Deal
from deals.task_states import task_state_of
from notifications.models import Notice
from tests.factories import make_deal, make_task
from workday import warning
from workday.live import day_of, findings_of
from workday.models import Breach, LedgerRow, PersonDay
from workday.pill import team_facts
from workday.rules import CODES
from workday.settings_in_force import SettingsInForce

from .conftest import MONDAY, TUESDAY, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture
def motley(at, anna, boris, head, stages):
    """Deals in every state there is, on Monday noon."""
    at("16 12:00")
    make_deal(anna, name="New without a task")
    make_task(anna, deal=make_deal(anna, name="New, planned"), due_on=TUESDAY)
    make_deal(anna, stages["Qualified"], name="Bare")
    make_task(anna, deal=make_deal(anna, stages["Qualified"], name="Late"), due_at=moment("16 15:00"))
    make_task(anna, deal=make_deal(anna, stages["Qualified"], name="Late today"), due_on=MONDAY)
    make_task(anna, deal=make_deal(anna, stages["Qualified"], name="In order"), due_on=TUESDAY)
    make_task(boris, deal=make_deal(anna, stages["Qualified"], name="Late with Boris"), due_at=moment("16 14:00"))
    make_deal(boris, stages["Qualified"], name="Of Boris")
    make_deal(anna, stages["Won"], name="Won")


def test_e25_badge_warning_judgement_and_report_are_equal_at_one_instant(at, close_at, anna, head, motley):
    close_at("16 18:00")

    live = {(finding.deal_name, finding.rule) for finding in findings_of(anna)}
    judged = set(Breach.objects.filter(owner=anna).values_list("deal_name", "rule"))
    row = PersonDay(user=anna, day=MONDAY, department=anna.department, cut_off=moment("16 18:00"))
    warned = warning._found([row], moment("16 18:00"), Timetable(), SettingsInForce())[anna.pk]
    reported = LedgerRow.objects.of(anna).get(day=MONDAY)

    assert live == judged
    assert live == {
        ("New without a task", "unprocessed"),
        ("New without a task", "no_task"),
        ("New, planned", "unprocessed"),
        ("Bare", "no_task"),
        ("Late", "overdue"),
        ("Late today", "overdue"),
    }
    assert warned == {code: sum(1 for _name, rule in live if rule == code) for code in CODES}
    assert warned == {code: getattr(reported, code) for code in CODES}


def test_e25_chips_and_filters_of_deals_say_the_same(at, anna, boris, head, motley):
    at("16 18:00")
    deals = {deal.name: deal for deal in decorated(Deal.objects.select_related("owner", "stage"), head)}

    assert set(deals["New without a task"].broken_rules) == {"unprocessed", "no_task"}
    assert deals["New, planned"].chip[0] == "new"
    assert deals["Bare"].chip[0] == "none"
    assert deals["Late"].chip[0] == deals["Late with Boris"].chip[0] == "over"
    assert not getattr(deals["Won"], "broken_rules", [])
    for code, rule in [("overdue", "overdue"), ("none", "no_task"), ("unprocessed", "unprocessed")]:
        narrowed = set(task_state_of(code).narrow(Deal.objects.all(), head).values_list("name", flat=True))
        assert narrowed == {deal.name for deal in deals.values() if rule in getattr(deal, "broken_rules", [])}


def test_an_all_day_task_is_overdue_only_when_its_date_is_closed(at, anna, motley):
    at("16 17:00")
    assert "Late today" not in {finding.deal_name for finding in findings_of(anna)}
    at("16 18:00")
    assert "Late today" in {finding.deal_name for finding in findings_of(anna)}


def test_the_ring_counts_what_would_be_in_breach_at_the_close(at, anna, motley, stages):
    at("16 13:00")
    day, findings = day_of(anna)

    assert (day.left, day.total, day.done) == (5, 6, 1)
    assert {finding.deal_name for finding in findings} == {"New without a task", "New, planned", "Bare"}


def test_chips_cost_the_same_for_one_deal_and_thirty(at, anna, stages):
    for _ in range(30):
        make_task(anna, deal=make_deal(anna, stages["Qualified"]), due_on=MONDAY)
    deals = list(Deal.objects.select_related("owner", "stage"))
    counts = []
    for some in (deals[:1], deals):
        fresh = type(anna).objects.with_rights().get(pk=anna.pk)
        with CaptureQueriesContext(connection) as queries:
            decorated(some, fresh)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_e13_each_wave_warns_once_with_what_is_open(at, close_at, anna, boris, head, motley):
    close_at("16 16:00")
    warning.tick()
    assert not Notice.objects.filter(verb="day.warning").exists()

    for minute in ("17:00", "17:01", "17:02"):
        at(f"16 {minute}")
        warning.tick()
    told = Notice.objects.get(recipient=anna, verb="day.warning")
    assert (told.details["minutes"], told.details["no_task"], told.details["overdue"]) == (60, 2, 1)

    at("16 17:45")
    warning.tick()
    warning.tick()
    assert Notice.objects.filter(recipient=anna, verb="day.warning").count() == 2


def test_e13_who_has_nothing_open_is_not_warned_and_nobody_after_the_close(at, close_at, anna, boris, vera, head, motley):
    close_at("16 17:00")
    warning.tick()
    assert not Notice.objects.filter(recipient=vera, verb="day.warning").exists()

    Notice.objects.all().delete()
    PersonDay.objects.update(warned=[])
    at("16 18:00")
    warning.tick()
    assert not Notice.objects.filter(verb="day.warning").exists()


def test_e13_a_wave_missed_is_not_sent_beside_the_next(at, close_at, anna, motley):
    close_at("16 16:00")
    at("16 17:50")
    warning.tick()
    assert [notice.details["minutes"] for notice in Notice.objects.filter(recipient=anna, verb="day.warning")] == [15]


def test_the_morning_digest_comes_once_and_only_in_the_morning(at, close_at, anna, motley):
    close_at("17 08:00")
    warning.tick()
    assert not Notice.objects.filter(verb="day.morning").exists()

    at("17 09:01")
    warning.tick()
    warning.tick()
    told = Notice.objects.get(recipient=anna, verb="day.morning")
    assert (told.details["tasks"], told.details["debts"]) == (4, 5)

    PersonDay.objects.update(morning_at=None)
    Notice.objects.all().delete()
    at("17 13:00")
    warning.tick()
    assert not Notice.objects.filter(verb="day.morning").exists()


def test_e1_nothing_is_sent_on_a_day_off(at, close_at, anna, motley):
    close_at("21 10:00")
    before = Notice.objects.count()
    at("21 17:30")
    warning.tick()
    assert Notice.objects.count() == before
    assert not PersonDay.objects.filter(day=MONDAY + timedelta(days=5)).exists()


def test_the_days_of_the_team_are_counted_anew_after_a_minute_and_not_at_its_turn(at, anna, head, stages):
    at("17 09:59:59")
    before = team_facts(head)
    make_deal(anna, stages["Qualified"])

    at("17 10:00:01")
    assert team_facts(head) == before, "two seconds later, though the minute is another one"

    at("17 10:01:00")
    assert team_facts(head)["done"] == before["done"] - 1, "a deal without a task"
