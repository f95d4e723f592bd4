"""Goods of a deal: kept until a day, shipped by an act, never more than was sold unless somebody says so."""

import threading
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.urls import reverse

from contacts.personal import erase, everything_about
from crm_project.lib import clock
from deals.goods import goods_of
from deals.models import Deal, Delivery
from deals.refusals import DeliveryRefused, EditConflict, NotAllowed
from tests.factories import make_contact, make_deal, make_product

pytestmark = pytest.mark.django_db
NOON = "2026-11-20T12:00:00+03:00"
TODAY = date(2026, 11, 20)
SOON = TODAY + timedelta(days=10)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", NOON)


@pytest.fixture
def plough():
    return make_product("Plough 5")


@pytest.fixture
def deal(anna, stages, plough):
    """Three ploughs sold."""
    deal = make_deal(anna, stages["Offer sent"], amount=Decimal(300))
    deal.add_line(plough, by=anna, quantity=Decimal(3))
    return deal


def reserve(deal, by, day=SOON, **facts):
    return deal.reserve(by=by, day=day, **facts)


def ship(deal, by, day=TODAY, **facts):
    return deal.ship(by=by, day=day, **facts)


def figures(deal):
    """[(sold, reserved, shipped)], product by product, as they are stored."""
    return [(row.sold, row.reserved, row.shipped) for row in goods_of(Deal.objects.get(pk=deal.pk)).rows]


def at(name, deal, *more):
    return reverse(f"deals:{name}", args=[deal.pk, *(one.pk for one in more)])


def verbs(deal):
    known = ["reserved", "reservation_changed", "released", "shipped", "shipment_taken_back"]
    return list(deal.entries.filter(verb__in=known).order_by("pk").values_list("verb", flat=True))


# -- what is sold, reserved, shipped ------------------------------------------------


def test_part_of_a_reservation_is_shipped_and_the_rest_stays_kept(anna, deal, plough):
    kept = reserve(deal, anna, goods={plough: Decimal(3)})
    ship(deal, anna, goods={plough: Decimal(2)}, reservation=kept, act="17", act_on=TODAY)

    assert figures(deal) == [(3, 1, 2)]
    kept.refresh_from_db()
    assert not kept.is_shipped

    ship(deal, anna, goods={plough: Decimal(1)}, reservation=kept)
    assert figures(deal) == [(3, 0, 3)]
    assert not deal.deliveries.waiting().exists()


def test_a_shipment_taken_back_gives_the_goods_back_to_the_reservation(anna, deal, plough):
    kept = reserve(deal, anna, goods={plough: Decimal(3)})
    gone = ship(deal, anna, goods={plough: Decimal(3)}, reservation=kept)
    deal.take_back_shipment(gone, by=anna, reason="wrong deal")
    deal.take_back_shipment(gone, by=anna, reason="again")

    assert figures(deal) == [(3, 3, 0)]
    assert verbs(deal) == ["reserved", "shipped", "shipment_taken_back"]
    gone.refresh_from_db()
    assert (gone.ended_by, gone.ended_why) == (anna, "wrong deal")


def test_a_released_reservation_keeps_nothing_and_is_released_once(anna, deal, plough):
    kept = reserve(deal, anna, goods={plough: Decimal(2)})
    deal.release(kept, by=anna, reason="client waits")
    deal.release(kept, by=anna, reason="twice")

    assert figures(deal) == [(3, 0, 0)]
    assert verbs(deal) == ["reserved", "released"]
    with pytest.raises(DeliveryRefused):
        ship(deal, anna, goods={plough: Decimal(1)}, reservation=kept)


@pytest.mark.parametrize("verb, why", [(ship, "more shipped than sold"), (reserve, "more than sold")])
def test_more_than_sold_needs_a_word(anna, deal, plough, verb, why):
    ship(deal, anna, goods={plough: Decimal(2)})
    with pytest.raises(DeliveryRefused) as refusal:
        verb(deal, anna, goods={plough: Decimal("1.5")})

    assert refusal.value.why == why
    assert refusal.value.facts["over"] == Decimal("0.5")
    verb(deal, anna, goods={plough: Decimal("1.5")}, beyond=True)
    assert Delivery.objects.count() == 2


def test_two_lines_of_one_product_count_together(anna, deal, plough):
    deal.add_line(plough, by=anna, quantity=Decimal(2))
    ship(deal, anna, goods={plough: Decimal(5)})
    assert figures(deal) == [(5, 0, 5)]


def test_what_was_shipped_stays_when_its_line_goes(anna, deal, plough):
    ship(deal, anna, goods={plough: Decimal(1)})
    deal.remove_line(deal.lines.get(), by=anna)

    assert figures(deal) == [(0, 0, 1)]
    assert goods_of(deal).rows[0].is_beyond


def test_a_reservation_never_holds_less_than_was_shipped_from_it(anna, deal, plough):
    other = make_product("Harrow 3")
    deal.add_line(other, by=anna, quantity=1)
    kept = reserve(deal, anna, goods={plough: Decimal(3)})
    ship(deal, anna, goods={plough: Decimal(2)}, reservation=kept)

    for goods in ({plough: Decimal(1)}, {other: Decimal(1)}):
        with pytest.raises(DeliveryRefused) as refusal:
            deal.change_reservation(kept, by=anna, day=SOON, goods=goods)
        assert refusal.value.why == "less than shipped"

    deal.change_reservation(kept, by=anna, day=SOON, goods={plough: Decimal(2)})
    kept.refresh_from_db()
    assert kept.is_shipped


def test_a_deal_without_products_says_what_in_words(anna, stages):
    deal = make_deal(anna, stages["Offer sent"])
    kept = reserve(deal, anna, what="two pallets of parts")
    ship(deal, anna, what="two pallets of parts", reservation=kept)

    assert not deal.deliveries.waiting().exists()
    with pytest.raises(DeliveryRefused) as refusal:
        ship(deal, anna, what="  ")
    assert (refusal.value.field, refusal.value.why) == ("what", "nothing")


@pytest.mark.parametrize(
    "verb, day, why",
    [
        (ship, TODAY + timedelta(days=1), "not yet"),
        (ship, date(1899, 12, 31), "wrong"),
        (reserve, TODAY - timedelta(days=1), "over"),
        (reserve, date(2101, 1, 1), "wrong"),
    ],
)
def test_a_day_that_cannot_be_is_refused(anna, deal, plough, verb, day, why):
    with pytest.raises(DeliveryRefused) as refusal:
        verb(deal, anna, day, goods={plough: Decimal(1)})

    assert (refusal.value.field, refusal.value.why) == ("day", why)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("quantity", ["0", "-1", "0.0001", "1000000000"])
def test_a_quantity_that_cannot_be_is_refused(anna, deal, plough, quantity):
    with pytest.raises(DeliveryRefused):
        ship(deal, anna, goods={plough: Decimal(quantity)}, beyond=True)
    assert not Delivery.objects.exists()


def test_a_product_of_no_line_is_refused(anna, deal):
    with pytest.raises(DeliveryRefused) as refusal:
        ship(deal, anna, goods={make_product("Stranger"): Decimal(1)}, beyond=True)
    assert refusal.value.why == "not of the deal"


# -- who, when, twice, two at once -----------------------------------------------------


def test_a_won_deal_is_shipped_and_a_lost_one_only_gives_back(anna, stages, deal, plough, funnel):
    deal.win(by=anna, values={"contract_number": "7", "decision_on": TODAY})
    gone = ship(deal, anna, goods={plough: Decimal(1)})
    assert figures(deal) == [(3, 0, 1)]

    lost = make_deal(anna, stages["Offer sent"])
    lost.add_line(plough, by=anna, quantity=1)
    kept = reserve(lost, anna, goods={plough: Decimal(1)})
    lost.lose(funnel.loss_reasons.get(), by=anna)
    for verb in (ship, reserve):
        with pytest.raises(DeliveryRefused):
            verb(lost, anna, goods={plough: Decimal(1)}, beyond=True)
    lost.release(kept, by=anna)
    deal.take_back_shipment(gone, by=anna)
    assert not Delivery.objects.standing().exists()


def test_who_may_not_edit_the_deal_changes_nothing(anna, boris, deal, plough):
    kept = reserve(deal, anna, goods={plough: Decimal(1)})
    acts = [
        lambda: reserve(deal, boris, goods={plough: Decimal(1)}),
        lambda: ship(deal, boris, goods={plough: Decimal(1)}),
        lambda: deal.change_reservation(kept, by=boris, day=SOON, goods={plough: Decimal(2)}),
        lambda: deal.release(kept, by=boris),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert figures(deal) == [(3, 1, 0)]
    assert verbs(deal) == ["reserved"]


def test_one_form_sent_twice_is_one_record(anna, deal, plough):
    token = uuid.uuid4()
    assert ship(deal, anna, goods={plough: Decimal(2)}, token=token) == ship(deal, anna, goods={plough: Decimal(2)}, token=token)
    assert figures(deal) == [(3, 0, 2)]
    assert verbs(deal) == ["shipped"]


def test_of_two_tabs_the_second_is_told(anna, deal, plough):
    kept = reserve(deal, anna, goods={plough: Decimal(1)})
    deal.change_reservation(kept, by=anna, day=SOON, goods={plough: Decimal(2)}, version=1)
    with pytest.raises(EditConflict):
        deal.change_reservation(kept, by=anna, day=SOON, goods={plough: Decimal(3)}, version=1)
    assert figures(deal) == [(3, 2, 0)]


@pytest.mark.django_db(transaction=True)
def test_two_who_ship_at_once_never_ship_more_than_sold(anna, deal, plough):
    kept = reserve(deal, anna, goods={plough: Decimal(3)})
    start, refused = threading.Barrier(6), []

    def run():
        start.wait()
        try:
            ship(Deal.objects.get(pk=deal.pk), anna, goods={plough: Decimal(1)}, reservation=kept)
        except DeliveryRefused as refusal:
            refused.append(refusal.why)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert figures(deal) == [(3, 0, 3)]
    assert refused == ["more shipped than sold"] * 3


def test_a_colleague_who_did_it_is_named(browser, anna, vera, deal, plough):
    """The warehouse ships, the seller notes it."""
    browser(anna, piece=True).post(at("ship", deal), {"day": "2026-11-20", f"goods_{plough.pk}": "1", "done_by": vera.pk})
    one = deal.deliveries.get()
    assert (one.done_by, one.entered_by) == (vera, anna)
    assert f"by {vera}" in browser(anna).get(at("card", deal)).content.decode()


# -- the page ----------------------------------------------------------------------------


@pytest.mark.parametrize("who, status", [("anna", 200), ("head", 200), ("poor", 404), ("boris", 404), ("vera", 404)])
def test_who_comes_to_the_goods(browser, request, anna, deal, plough, who, status):
    kept = reserve(deal, anna, goods={plough: Decimal(1)})
    client = browser(request.getfixturevalue(who), piece=True)
    for address in (
        at("deliveries", deal),
        at("reserve", deal),
        at("ship", deal),
        at("release", deal, kept),
        at("ship-reserved", deal, kept),
    ):
        assert client.get(address).status_code == status
    if status == 404:
        assert client.post(at("release", deal, kept), {"reason": "x"}).status_code == 404
        assert client.post(at("ship", deal), {"day": "2026-11-20", f"goods_{plough.pk}": "1"}).status_code == 404
        assert figures(deal) == [(3, 1, 0)]


def test_goods_are_reserved_changed_shipped_and_taken_back_from_the_card(browser, anna, deal, plough):
    client, goods = browser(anna, piece=True), f"goods_{plough.pk}"
    first = client.get(at("reserve", deal)).context["form"]
    assert first.initial[goods] == 3
    client.post(at("reserve", deal), {"day": "2026-12-01", goods: "2,5", "done_by": anna.pk, "place": "Warehouse 2"})
    kept = deal.deliveries.get()
    client.post(at("change-reservation", deal, kept), {"day": "2026-12-02", goods: "2", "done_by": anna.pk, "version": 1})
    assert client.get(at("ship", deal)).context["form"].initial[goods] == 2

    sent = {"day": "2026-11-20", goods: "1", "done_by": anna.pk, "reservation": kept.pk, "act": "17", "act_on": "2026-11-20"}
    answer = client.post(at("ship-reserved", deal, kept), sent)
    assert "deal:changed" in answer.headers["HX-Trigger"]
    assert figures(deal) == [(3, 1, 1)]

    page = browser(anna).get(at("card", deal)).content.decode()
    assert "sold 3 · reserved 1 · shipped 1" in page
    assert "act 17" in page
    assert "reserved until 2 December 2026: Plough 5 2.5" not in page
    assert "changed the reservation: until 2\xa0December 2026, Plough 5 2 pcs" in page

    gone = deal.deliveries.shipments().get()
    assert client.post(at("take-back-shipment", deal, gone), {"reason": ""}).status_code == 422
    client.post(at("take-back-shipment", deal, gone), {"reason": "came back"})
    client.post(at("release", deal, kept), {"reason": "not wanted"})
    assert figures(deal) == [(3, 0, 0)]


def test_a_wrong_form_keeps_what_was_typed_and_says_why(browser, anna, deal, plough):
    client, goods = browser(anna, piece=True), f"goods_{plough.pk}"
    answer = client.post(at("ship", deal), {"day": "2026-11-20", goods: "4", "done_by": anna.pk, "note": "by <b>train</b>"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "this would be 1 more than sold" in page
    assert 'name="beyond"' in page
    assert "by &lt;b&gt;train" in page

    for typed in ({goods: "many"}, {goods: ""}, {goods: "1", "day": "2027-01-01"}, {goods: "1", "done_by": "77777"}, {goods: "-1"}):
        assert client.post(at("ship", deal), {"day": "2026-11-20", "done_by": anna.pk, **typed}).status_code == 422
    assert not Delivery.objects.exists()

    client.post(at("ship", deal), {"day": "2026-11-20", goods: "4", "done_by": anna.pk, "beyond": "on"})
    assert figures(deal) == [(3, 0, 4)]


def test_the_second_tab_is_told_and_may_save_once_more(browser, anna, deal, plough):
    kept = reserve(deal, anna, goods={plough: Decimal(1)})
    deal.change_reservation(kept, by=anna, day=SOON, goods={plough: Decimal(2)})
    client, sent = browser(anna, piece=True), {"day": "2026-12-05", f"goods_{plough.pk}": "3", "done_by": anna.pk, "version": 1}
    answer = client.post(at("change-reservation", deal, kept), sent)
    assert answer.status_code == 422
    assert "Somebody has changed this reservation meanwhile: until 30\xa0November, Plough 5 2." in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()


def test_a_deal_with_neither_goods_nor_products_shows_no_panel(browser, anna, stages):
    bare = make_deal(anna, stages["New"])
    page = browser(anna).get(at("card", bare)).content.decode()
    assert "Reservation and shipment" not in page
    assert "Reserve goods…" in page


def test_the_filter_finds_reservations_past_their_day(monkeypatch, browser, anna, stages, deal, plough):
    other = make_deal(anna, stages["Offer sent"], name="Kept for long")
    other.add_line(plough, by=anna, quantity=1)
    reserve(deal, anna, TODAY, goods={plough: Decimal(1)})
    reserve(other, anna, SOON, goods={plough: Decimal(1)})
    assert not Deal.objects.with_late_reservation(clock.local_today()).exists()

    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-21T09:00:00+03:00")
    found = browser(anna).get(reverse("deals:list"), {"flat": 1, "task": "late-reservation"}).content.decode()
    assert "Plough for Zarya" in found
    assert "Kept for long" not in found
    assert "past its day" in browser(anna).get(at("card", deal)).content.decode()


def test_the_card_costs_no_more_with_many_deliveries(browser, cost, anna, deal, plough):
    ship(deal, anna, goods={plough: Decimal("0.1")})
    once = cost(browser(anna), at("card", deal))
    for _ in range(9):
        ship(deal, anna, goods={plough: Decimal("0.1")})
    assert cost(browser(anna), at("card", deal)) <= once


def test_an_erased_person_is_named_by_no_delivery(anna, admin, stages):
    nina = make_contact(anna)
    deal = make_deal(anna, stages["Offer sent"], contact=nina)
    one = reserve(deal, anna, what="parts", note="hand over to Nina Ostapenko")
    assert any("hand over" in line for _label, lines in everything_about(nina, anna) for line in lines)

    act = erase(nina, by=admin, reason="asked")

    one.refresh_from_db()
    assert "Ostapenko" not in one.note
    assert act["deliveries"] == 1
