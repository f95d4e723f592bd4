import pytest

from deals.models import Deal
from deals.settling import settle
from deals.signals import card_settled
from outbox.models import Parcel
from tests.factories import make_company, make_deal, make_funnel

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    told = []

    def hear(sender, card, move, **kwargs):
        told.append((card.pk, move.pk))

    card_settled.connect(hear)
    yield told
    card_settled.disconnect(hear)


def payload_of(move):
    return Parcel.objects.get(key=f"settled:deal:{move.pk}").payload


def test_a_move_is_told_once_it_can_no_longer_be_undone(anna, stages, heard):
    deal = make_deal(anna, amount=5)
    move = deal.move_to(stages["Qualified"], by=anna)

    parcel = Parcel.objects.get(key=f"settled:deal:{move.pk}")
    settle(parcel.payload)

    assert (parcel.due_at - move.at).total_seconds() == 10
    assert heard == [(deal.pk, move.pk)]


def test_an_undone_move_is_told_to_nobody(anna, stages, heard):
    deal = make_deal(anna, amount=5)
    move = deal.move_to(stages["Qualified"], by=anna)
    deal.undo(move, by=anna)

    settle(payload_of(move))

    assert heard == []


def test_a_win_starts_the_next_funnel_once_however_often_it_is_told(anna, funnel, stages):
    funnel.next_funnel = service = make_funnel("Service")
    funnel.save()
    deal = make_deal(anna, stages["New"], company=make_company(anna, "Zarya"), amount=5, contract_number="17-A")
    deal.decision_on = "2026-12-01"
    deal.save()
    move = deal.win(by=anna)

    settle(payload_of(move))
    settle(payload_of(move))

    following = Deal.objects.get(funnel=service)
    assert (following.owner, following.company, following.stage.kind) == (anna, deal.company, "entry")
    assert deal.entries.filter(verb="next_started").count() == 1


def test_a_loss_starts_nothing(anna, funnel, stages):
    funnel.next_funnel = service = make_funnel("Service")
    funnel.save()
    deal = make_deal(anna, stages["New"])

    settle(payload_of(deal.lose(funnel.loss_reasons.get(), by=anna)))

    assert not Deal.objects.filter(funnel=service).exists()
