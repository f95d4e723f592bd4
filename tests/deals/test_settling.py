import pytest
from django.urls import reverse

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


@pytest.fixture
def silent(funnel):
    """Whoever goes silent is taken up again in the funnel of returns."""
    reason = funnel.loss_reasons.get()
    reason.return_funnel = make_funnel("Returns")
    reason.save()
    return reason


def returned(reason):
    return list(Deal.objects.filter(funnel=reason.return_funnel))


def test_a_silent_client_gets_one_deal_in_the_return_funnel_however_often_it_is_told(anna, stages, silent):
    deal = make_deal(anna, stages["New"], company=make_company(anna, "Zarya"))
    move = deal.lose(silent, by=anna)

    for _ in range(3):
        settle(payload_of(move))

    (back,) = returned(silent)
    assert (back.owner, back.company, back.stage.kind, back.is_open) == (anna, deal.company, "entry", True)
    assert back.entries.get(verb="came_back").details["deal"] == deal.pk
    assert deal.entries.get(verb="goes_on").details["deal"] == back.pk


def test_a_second_loss_of_the_same_client_leads_to_the_same_open_deal(anna, boris, stages, silent):
    zarya = make_company(anna, "Zarya")
    for owner in (anna, boris):
        settle(payload_of(make_deal(owner, stages["New"], company=zarya).lose(silent, by=owner)))
    other = make_deal(anna, stages["New"], company=make_company(anna, "Niva"))
    settle(payload_of(other.lose(silent, by=anna)))

    first, second = sorted(returned(silent), key=lambda deal: deal.pk)
    assert (first.company, second.company) == (zarya, other.company)
    assert first.entries.filter(verb="came_back").count() == 2


def test_after_the_return_is_over_a_new_silence_begins_a_new_one(anna, stages, silent):
    zarya = make_company(anna, "Zarya")
    settle(payload_of(make_deal(anna, stages["New"], company=zarya).lose(silent, by=anna)))
    (back,) = returned(silent)
    back.lose(silent.return_funnel.loss_reasons.get(), by=anna)

    settle(payload_of(make_deal(anna, stages["New"], company=zarya).lose(silent, by=anna)))

    assert [deal.is_open for deal in sorted(returned(silent), key=lambda deal: deal.pk)] == [False, True]


def test_the_return_of_who_has_left_is_the_heads(anna, head, stages, silent):
    deal = make_deal(anna, stages["New"], company=make_company(anna, "Zarya"))
    move = deal.lose(silent, by=anna)
    anna.is_active = False
    anna.save()

    settle(payload_of(move))

    assert [one.owner for one in returned(silent)] == [head]


@pytest.mark.parametrize("why", ["undone", "another reason", "a retired funnel"])
def test_nothing_goes_on_where_it_should_not(anna, funnel, stages, silent, why):
    deal = make_deal(anna, stages["New"], company=make_company(anna, "Zarya"))
    reason = funnel.loss_reasons.create(name="Price") if why == "another reason" else silent
    if why == "a retired funnel":
        silent.return_funnel.retire(by=None)
    move = deal.lose(reason, by=anna)
    if why == "undone":
        deal.undo(move, by=anna)

    settle(payload_of(move))

    assert returned(silent) == []


def test_two_at_once_make_one(anna, stages, silent, transactional_db):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    zarya = make_company(anna, "Zarya")
    payloads = [payload_of(make_deal(anna, stages["New"], company=zarya).lose(silent, by=anna)) for _ in range(4)]

    def tell(payload):
        try:
            settle(payload)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell, payloads))

    assert len(returned(silent)) == 1


def test_an_administrator_names_the_funnel_and_it_is_never_the_same_one(client, admin, funnel, silent):
    client.force_login(admin)
    url = reverse("deals:funnel-reason", args=[funnel.pk, silent.pk])
    page = client.get(url).content.decode()
    assert "goes on in the funnel" in page.lower() or "Goes on in the funnel" in page

    other = make_funnel("Second chance")
    assert client.post(url, {"name": silent.name, "hint": "", "return_funnel": other.pk}).status_code == 302
    silent.refresh_from_db()
    assert silent.return_funnel == other
    assert client.post(url, {"name": silent.name, "hint": "", "return_funnel": funnel.pk}).status_code == 422
