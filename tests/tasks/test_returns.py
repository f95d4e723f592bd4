"""A lost deal whose reason promises a return comes back as one task."""

from datetime import date

import pytest

from tasks.models import Task
from tasks.ready import make_ready_types
from tasks.returns import plan_return
from tests.factories import make_deal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")
    make_ready_types("en")


@pytest.fixture
def reason(funnel):
    reason = funnel.loss_reasons.get()
    reason.return_in_months = 3
    reason.save()
    return reason


def test_the_return_is_planned_once(anna, stages, reason):
    deal = make_deal(anna)
    move = deal.lose(reason, by=anna)

    plan_return(card=deal, move=move)
    plan_return(card=deal, move=move)

    task = Task.objects.get()
    assert (task.deal, task.owner, task.due_on) == (deal, anna, date(2027, 2, 17))


def test_other_reasons_and_other_moves_plan_nothing(anna, stages, funnel):
    deal = make_deal(anna)
    plan_return(card=deal, move=deal.move_to(stages["Qualified"], by=anna, values={"amount": 1}))
    plan_return(card=deal, move=deal.lose(funnel.loss_reasons.get(), by=anna))

    assert not Task.objects.exists()


def test_the_return_of_who_has_left_goes_to_the_head(anna, head, stages, reason):
    deal = make_deal(anna)
    move = deal.lose(reason, by=anna)
    anna.is_active = False
    anna.save()
    deal.owner.refresh_from_db()

    assert plan_return(card=deal, move=move).owner == head
