"""What the day tells the quadrant: on how many days each rule was broken, of people who were judged."""

import pytest

from tests.factories import make_deal
from workday.kept_rules import rules_of_the_day
from workday.models import Breach

from .conftest import MONDAY

pytestmark = pytest.mark.django_db


def told(*people):
    return {clause.code: clause.broken for clause in rules_of_the_day([one.pk for one in people], MONDAY)}


def test_days_of_a_breach_are_counted_and_excused_ones_are_not(under_control, close_at, at, anna, boris, head):
    at("16 09:00")
    make_deal(anna)
    for day in (16, 17):
        close_at(f"{day} 18:30")
    days = Breach.objects.filter(owner=anna, rule="no_task").values("day").distinct().count()
    assert days > 0
    assert told(anna, boris)["no_task"][anna.pk] == days
    assert boris.pk not in told(anna)["no_task"]
    for breach in Breach.objects.filter(owner=anna, rule="no_task", day=MONDAY):
        breach.excuse("Was ill.", by=head)
    assert told(anna)["no_task"][anna.pk] == days - 1


def test_rules_have_their_sections_even_without_people(company_root):
    assert {clause.code: clause.section for clause in rules_of_the_day([], MONDAY)}["no_task"] == ("CRM-01", "next-step")
