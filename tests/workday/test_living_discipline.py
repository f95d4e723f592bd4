"""Under a rule of the handbook a person sees how they keep it, the middle of the department without names, the head their people."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Department
from regulations import measuring
from regulations.models import Regulation
from tests.factories import make_deal, make_user
from tests.regulations.conftest import page, write
from workday.kept_days import KeptDays
from workday.living_discipline import Line, discipline, rules_of
from workday.models import Breach, LedgerRow

from .conftest import FRIDAY, MONDAY

pytestmark = pytest.mark.django_db
ANYWHERE = ("INS-01", "rules")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def week(close_at, days=(16, 17, 18, 19, 20)):
    for day in days:
        close_at(f"{day} 18:30")


def test_days_without_a_breach_are_counted_for_oneself(under_control, close_at, at, anna, boris, roles):
    at("16 09:00")
    make_deal(anna)
    week(close_at)

    hers, his = discipline(anna, ANYWHERE), discipline(boris, ANYWHERE)
    assert "You: 0 of the last 5 working days without a breach" in hers
    assert "You: 5 of the last 5 working days without a breach, 5 days in a row" in his
    assert hers.count('class="broken') == 5
    assert his.count('class="kept') == 5
    assert "As of the close of" in hers


def test_under_its_own_clause_a_rule_stands_alone(under_control, close_at, at, anna):
    at("16 09:00")
    make_deal(anna)
    week(close_at)

    assert [rule.code for rule in rules_of(("CRM-01", "overdue"))] == ["overdue"]
    assert "You: 5 of the last 5 working days" in discipline(anna, ("CRM-01", "overdue"))
    assert "You: 0 of the last 5 working days" in discipline(anna, ("CRM-01", "next-step"))


def test_an_excused_breach_does_not_count(under_control, close_at, at, anna, head):
    at("16 09:00")
    make_deal(anna)
    week(close_at, days=[16])
    for breach in Breach.objects.filter(owner=anna):
        breach.excuse("The system was down.", by=head)

    assert "You: 1 of the last 1 working day without a breach" in discipline(anna, ANYWHERE)


def test_a_manager_sees_no_names_and_a_head_their_own_people_only(under_control, close_at, at, anna, boris, vera, head, head2):
    at("16 09:00")
    make_deal(anna)
    week(close_at)

    assert "Boris" not in discipline(anna, ANYWHERE)
    heads = discipline(head, ANYWHERE)
    assert "Anna" in heads
    assert "Boris" in heads
    assert "Vera" not in heads


def test_of_two_people_no_middle_is_told_and_of_three_it_is(under_control, close_at, at, anna, boris, head, sales):
    Department.objects.filter(pk=sales.pk).update(head=None)
    type(head).objects.filter(pk=head.pk).update(is_active=False)
    at("16 09:00")
    make_deal(anna)
    week(close_at, days=[16])
    assert "The middle of the department" not in discipline(anna, ANYWHERE)

    make_user("clara", department=sales)
    week(close_at, days=[17])
    assert "The middle of the department" in discipline(type(anna).objects.get(pk=anna.pk), ANYWHERE)


def test_the_day_on_which_the_text_changed_is_marked(under_control, close_at, at, anna):
    at("15 12:00")
    regulation = Regulation.objects.create(code="INS-01", genre="instruction")
    write(regulation, [page("rules", "1", "", "Rules", "A deal has a task.")])
    at("16 09:00")
    week(close_at, days=[16, 17])
    at("18 09:00")
    write(regulation, [page("rules", "1", "", "Rules", "A deal always has a task with a date.")])
    week(close_at, days=[18, 19])
    shown = discipline(anna, ANYWHERE)

    assert "The text of the rule changed on" in shown
    assert shown.count("is-new") == 1
    assert shown.index("is-new") > shown.index('title="17')


def test_who_was_never_judged_is_told_nothing(roles, company_root, anna):
    assert discipline(anna, ANYWHERE) == ""


def test_ten_days_are_compared_half_by_half():
    def line(*kept):
        return Line(None, [(MONDAY + timedelta(days=n), one) for n, one in enumerate(kept)])

    assert line(*[False] * 5, *[True] * 5).trend == "better"
    assert line(*[True] * 5, *[False] * 5).trend == "worse"
    assert line(*[True] * 10).trend == "same"
    assert line(*[True] * 9).trend == ""
    assert line(True, False, True, True).streak == 2


def test_the_figure_of_documents_is_the_same_as_the_block_and_the_quadrant(under_control, close_at, at, anna, boris):
    at("16 09:00")
    make_deal(anna)
    week(close_at)
    known = {one.key: one.values([anna, boris]) for one in measuring.all_measurables()}
    days = KeptDays([anna, boris], MONDAY)

    assert known["discipline"] == {anna.pk: 0, boris.pk: 100}
    assert known["discipline:overdue"] == {anna.pk: 100, boris.pk: 100}
    assert days.percent(anna.pk) == 0
    assert LedgerRow.objects.of(anna).filter(day=FRIDAY).exists()


def test_a_department_of_ten_costs_as_many_queries_as_one_of_three(under_control, close_at, at, anna, boris, head, sales):
    at("16 09:00")
    make_deal(anna)
    week(close_at, days=[16])
    with CaptureQueriesContext(connection) as few:
        discipline(type(head).objects.get(pk=head.pk), ANYWHERE)
    for n in range(7):
        make_user(f"seller{n}", department=sales)
    week(close_at, days=[17])
    with CaptureQueriesContext(connection) as many:
        discipline(type(head).objects.get(pk=head.pk), ANYWHERE)
    assert len(many) <= len(few)
