"""A deal is lost: what was planned for it is dropped once the loss can no longer be undone."""

from datetime import date

import pytest

from deals.settling import settle
from outbox.models import Parcel
from tasks.leftovers import drop_leftovers
from tasks.models import Task
from tests.factories import make_deal, make_task
from timeline.models import Entry

pytestmark = pytest.mark.django_db
LATER = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


@pytest.fixture
def lost(anna, stages, funnel):
    deal = make_deal(anna)
    tasks = [make_task(anna, deal=deal, due_on=LATER), make_task(anna, deal=deal, due_on=LATER)]
    return deal, tasks, deal.lose(funnel.loss_reasons.get(), by=anna)


def test_what_was_planned_is_dropped_once_and_the_card_tells_it(lost):
    deal, tasks, move = lost
    for _ in range(2):
        drop_leftovers(card=deal, move=move)

    assert not Task.objects.about(deal).open().exists()
    assert Entry.objects.of(("deal", deal.pk)).filter(verb="task_dropped").count() == len(tasks)


def test_what_is_planned_after_the_loss_stays(lost, monkeypatch, anna):
    deal, _tasks, move = lost
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:01:00+03:00")
    later = make_task(anna, deal=deal, due_on=LATER, title="Ask again in spring")

    drop_leftovers(card=deal, move=move)

    assert list(Task.objects.about(deal).open()) == [later]


def test_a_loss_that_was_undone_and_a_move_forward_drop_nothing(anna, stages, lost):
    deal, tasks, move = lost
    deal.undo(move, by=anna)
    deal.refresh_from_db()
    drop_leftovers(card=deal, move=move)
    won = make_deal(anna)
    task = make_task(anna, deal=won, due_on=LATER)
    drop_leftovers(card=won, move=won.move_to(stages["Qualified"], by=anna, values={"amount": 1}))

    assert set(Task.objects.open()) == {*tasks, task}


def test_it_is_heard_through_the_outbox(lost, anna):
    deal, _tasks, move = lost
    assert Parcel.objects.filter(kind="deals.settled").exists()
    settle({"kind": "deal", "move": move.pk})

    assert not Task.objects.about(deal).open().exists()
