"""What is handed over, and the close of the day: nothing of it is a breach before it is accepted, and the card has its next step."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from accounts.models import User
from crm_project.lib import clock
from deals.decorators import decorated
from deals.models import Deal
from deals.task_states import task_state_of
from notifications.models import Notice
from tasks.models import Handoff, TaskType
from tests.factories import make_deal
from workday import warning
from workday.live import day_of, findings_of

from .conftest import TUESDAY, breaches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture
def handed(at, anna, vera, stages):
    """On Tuesday morning Anna hands her only deal over to Vera, to be done by noon."""
    at("17 10:00")
    deal = make_deal(anna, stages["Qualified"], name="Plough")
    kind = TaskType.objects.create(name="Call", code="call", icon="phone")
    return Handoff.give(to=vera, by=anna, subject=deal, title="Sell", type=kind, due_at=clock.now() + timedelta(hours=2))


def live(user):
    return {(finding.deal_name, finding.rule) for finding in findings_of(User.objects.get(pk=user.pk))}


def test_what_nobody_accepted_is_no_breach_of_anybody(handed, close_at, anna, vera):
    close_at("17 18:05")

    assert breaches(day=TUESDAY) == set()
    assert live(vera) == live(anna) == set()
    assert day_of(vera)[0].left == 0


def test_from_acceptance_on_it_is_the_receivers(handed, at, close_at, anna, vera):
    at("17 11:00")
    handed.accept(by=vera)
    at("17 12:01")
    assert live(vera) == {("Plough", "overdue")}
    close_at("17 18:05")

    assert breaches(vera, TUESDAY) == {("Plough", "overdue")}
    assert breaches(anna, TUESDAY) == set()


def test_accepted_after_its_hour_it_is_due_at_once(handed, at, vera):
    at("17 15:00")
    assert live(vera) == set()
    handed.accept(by=vera)

    assert live(vera) == {("Plough", "overdue")}


def test_a_return_leaves_the_giver_a_step_and_no_gap(handed, at, close_at, anna, vera):
    at("17 11:00")
    handed.send_back(None, "No papers", by=vera)
    close_at("17 17:59")
    assert live(anna) == set()
    close_at("17 18:05")

    assert breaches(anna, TUESDAY) == {("Plough", "overdue")}, "a return is put in order the same day"


def test_chip_and_filters_say_that_it_waits(handed, at, anna):
    at("17 13:00")
    deals = Deal.objects.visible_to(anna)
    with override("en"):
        [deal] = decorated(deals, anna)

    assert deal.chip == ("wait", "Attention")
    named = {code: task_state_of(code).narrow(deals, anna).count() for code in ("overdue", "today", "none", "planned", "to-accept")}
    assert named == {"overdue": 0, "today": 0, "none": 0, "planned": 0, "to-accept": 1}


def test_the_morning_counts_what_is_to_be_accepted(handed, at, close_at, vera):
    close_at("18 09:01")
    warning.tick()

    details = Notice.objects.get(recipient=vera, verb="day.morning").details
    assert (details["handed"], details["tasks"]) == (1, 0)
