import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deals.models import Funnel, Stage
from tests.factories import make_deal, make_funnel
from tests.hidden import gives_away

pytestmark = pytest.mark.django_db


def test_the_board_shows_the_open_stages_and_ones_own_cards(browser, anna, boris, stages):
    make_deal(anna, name="Plough for Zarya")
    make_deal(boris, name="Harrow for Luch")

    page = browser(anna).get("/deals/").content.decode()

    assert "Plough for Zarya" in page
    assert "Harrow for Luch" not in page
    assert [f'id="stage-{stages[name].pk}"' in page for name in ("New", "Qualified", "Offer sent", "Won", "Lost")] == [True] * 3 + [
        False
    ] * 2


@pytest.mark.parametrize(("who", "seen"), [("anna", 1), ("head", 2), ("vera", 0), ("admin", 2), ("auditor", 2)])
def test_counts_of_a_column_are_of_what_one_may_see(request, browser, anna, boris, stages, who, seen):
    make_deal(anna)
    make_deal(boris)

    response = browser(request.getfixturevalue(who)).get("/deals/")

    assert response.context["board"].columns[0].count == seen


def test_who_may_not_see_sums_is_sent_none(browser, poor, anna, stages):
    make_deal(poor, amount=Decimal("987654321"))

    page = browser(poor).get("/deals/").content.decode()

    assert not gives_away(page, 987654321)
    assert "amount" not in page


def test_the_board_costs_the_same_for_one_deal_and_for_thirty(browser, head, anna, stages, cost):
    client = browser(head)
    make_deal(anna, amount=5)
    one = cost(client, "/deals/")
    for number in range(29):
        make_deal(anna, name=f"Deal {number}", amount=5)

    assert cost(client, "/deals/") == one


def test_stages_totals_and_cards_are_one_query_each(browser, head, anna, stages):
    make_deal(anna)
    client = browser(head)
    client.get("/deals/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/deals/")

    assert len([query for query in queries if re.search(r'^SELECT.* FROM "deals_(stage|stagetotal|deal)"', query["sql"])]) == 3


def test_a_column_shows_twenty_cards_and_the_rest_below(browser, anna, stages):
    for number in range(25):
        make_deal(anna, name=f"Deal {number:02}")
    client = browser(anna)

    first = client.get("/deals/").context["board"].columns[0]
    rest = client.get(f"/deals/column/{stages['New'].pk}/?after={first.mark}").context["cards"]

    assert (len(first.cards), first.rest, len(rest)) == (20, 5, 5)
    assert {card.name for card in first.cards} | {card.name for card in rest} == {f"Deal {number:02}" for number in range(25)}


@pytest.mark.parametrize("mark", ["", "x", "W10", "////", "W1sidCIsICIyMDI2Il1d"])
def test_a_forged_mark_of_a_column_is_refused(browser, anna, stages, mark):
    assert browser(anna).get(f"/deals/column/{stages['New'].pk}/?after={mark}").status_code == 400


def test_the_board_of_a_funnel_one_may_not_use_is_not_found(browser, anna, service, stages):
    other = make_funnel("Service")
    other.departments.add(service)

    assert browser(anna).get(f"/deals/?funnel={other.pk}").status_code == 404


def test_without_a_funnel_the_page_says_so(browser, anna):
    Funnel.objects.update(retired_at="2026-01-01T00:00Z")

    assert browser(anna).get("/deals/").status_code == 200


def test_filters_narrow_cards_and_counts_alike(browser, head, anna, boris, stages):
    make_deal(anna, name="Plough", amount=100)
    make_deal(boris, name="Harrow", amount=900)

    board = browser(head).get("/deals/?amount_min=500").context["board"]

    assert [card.name for card in board.columns[0].cards] == ["Harrow"]
    assert board.columns[0].totals == [("RUB", 1, 900)]


@pytest.mark.parametrize("query", ["owner=999999", "amount_min=abc", "stage=0", "task=nonsense", "created_from=31.02.2026", "source=x"])
def test_an_invalid_filter_finds_nothing_and_says_why(browser, anna, stages, query):
    make_deal(anna, name="Plough for Zarya")

    response = browser(anna).get(f"/deals/?{query}")

    assert response.status_code == 200
    assert "Plough for Zarya" not in response.content.decode()
    assert "k-note danger" in response.content.decode()


def test_the_owner_filter_offers_nobody_whose_deals_one_may_not_see(browser, anna, boris, stages):
    make_deal(boris, name="Harrow")

    response = browser(anna).get(f"/deals/?owner={boris.pk}")

    assert "Harrow" not in response.content.decode()


def test_what_columns_would_ask_is_told_for_the_dragged_card(browser, anna, boris, stages):
    deal = make_deal(anna)

    page = browser(anna, piece=True).get(f"/deals/{deal.pk}/needs/").content.decode()

    assert f'id="need-{stages["Qualified"].pk}"' in page
    assert "Sum" in page
    assert browser(boris, piece=True).get(f"/deals/{deal.pk}/needs/").status_code == 404


def test_a_card_that_went_out_of_sight_is_taken_off_the_board(browser, anna, boris, stages):
    deal = make_deal(boris, name="Secret plough")

    page = browser(anna, piece=True).get(f"/deals/{deal.pk}/on-board/").content.decode()

    assert f'id="deal-{deal.pk}-card" hx-swap-oob="delete"' in page
    assert "Secret plough" not in page


def test_names_of_deals_are_escaped(browser, anna, stages):
    make_deal(anna, name="<script>alert(1)</script>")

    page = browser(anna).get("/deals/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_stage_of_another_funnel_has_no_column_here(browser, anna, stages):
    other = make_funnel("Service")
    stage = Stage.objects.filter(funnel=other).first()
    first = browser(anna).get("/deals/").context["board"].funnel

    stranger = stage if first != other else stages["New"]
    assert browser(anna).get(f"/deals/column/{stranger.pk}/?funnel={first.pk}&after=x").status_code == 404
