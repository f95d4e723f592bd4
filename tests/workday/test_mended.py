"""E-6: what was put in order after the close was in breach at it all the same; the list says when it was mended."""

import pytest
from django.urls import reverse

from accounts import absences
from tasks.models import Task
from tests.factories import make_deal, make_task
from workday.mended import mended_at
from workday.models import Breach

from .conftest import MONDAY, TUESDAY, WEDNESDAY, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture
def closed(at, close_at, anna, stages):
    at("16 10:00")
    make_deal(anna, stages["Qualified"], name="Bare")
    make_task(anna, deal=make_deal(anna, stages["Qualified"], name="Late"), due_at=moment("16 15:00"))
    make_task(anna, deal=make_deal(anna, name="New"), due_on=WEDNESDAY)
    close_at("16 18:00")


def mended():
    """{(deal, rule): when}"""
    rows = list(Breach.objects.all())
    found = mended_at(rows)
    return {(row.deal_name, row.rule): found[row.pk] for row in rows if row.pk in found}


def deal(name):
    return Breach.objects.filter(deal_name=name).first().deal


def test_nothing_is_mended_before_anything_is_done(closed, at, anna):
    at("16 19:00")
    deal("Bare").change({"contract_number": "A-1"}, by=anna)

    assert mended() == {}


def test_each_rule_is_mended_by_what_it_asks_for(closed, at, anna):
    at("16 18:10")
    make_task(anna, deal=deal("Bare"), due_on=WEDNESDAY)
    at("16 18:20")
    Task.objects.get(deal=deal("Late")).move_due(by=anna, due_on=WEDNESDAY)
    at("16 18:30")
    deal("New").note_act("call_out", by=anna)

    assert mended() == {
        ("Bare", "no_task"): moment("16 18:10"),
        ("Late", "overdue"): moment("16 18:20"),
        ("New", "unprocessed"): moment("16 18:30"),
    }


def test_the_first_moment_holds_and_the_breach_stays(closed, at, close_at, anna):
    at("16 18:10")
    task = make_task(anna, deal=deal("Bare"), due_on=WEDNESDAY)
    at("17 11:00")
    task.complete(by=anna)
    close_at("17 18:00")

    assert mended() == {("Bare", "no_task"): moment("16 18:10")}
    assert Breach.objects.filter(deal_name="Bare", rule="no_task").count() == 2


def test_a_card_that_is_lost_or_discarded_is_in_order(closed, at, anna, head, funnel):
    at("16 18:15")
    deal("Bare").discard(by=head)
    at("16 18:16")
    deal("Late").lose(funnel.loss_reasons.first(), by=anna, comment="Bought from somebody else")

    assert mended() == {("Bare", "no_task"): moment("16 18:15"), ("Late", "overdue"): moment("16 18:16")}


def test_of_two_late_tasks_both_have_to_be_done(at, close_at, anna, stages):
    at("16 10:00")
    made = make_deal(anna, stages["Qualified"], name="Twice")
    first, second = (make_task(anna, deal=made, due_at=moment("16 15:00")) for _ in range(2))
    close_at("16 18:00")
    at("16 18:10")
    first.complete(by=anna)
    assert mended() == {}

    at("16 18:20")
    second.complete(by=anna)

    assert mended() == {("Twice", "overdue"): moment("16 18:20")}


def test_the_breach_of_a_deputy_is_mended_by_the_task_of_who_is_away(at, close_at, anna, boris, head, stages):
    at("16 10:00")
    task = make_task(anna, deal=make_deal(anna, stages["Qualified"], name="Late"), due_at=moment("16 15:00"))
    at("16 18:30")
    absences.enter(anna, TUESDAY, TUESDAY, deputy=boris, by=head)
    close_at("17 18:00")
    at("17 18:05")
    task.complete(by=head)

    rows = list(Breach.objects.filter(owner=boris))
    assert list(mended_at(rows).values()) == [moment("17 18:05")]


def test_the_list_says_when(client, closed, at, anna, head, sales):
    at("16 18:10")
    make_task(anna, deal=deal("Bare"), due_on=WEDNESDAY)
    for user, url in [(anna, reverse("workday:breaches")), (head, reverse("workday:department-day", args=[sales.pk, MONDAY]))]:
        client.force_login(user)
        page = client.get(url).content.decode()
        assert page.count("put in order") == 1
        assert "18:10" in page
