"""The price list, and what of it stands in a deal: in order, exact, in one currency."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Workspace
from deals.models import Deal, DealLine, Product, ProductGroup
from deals.refusals import CardIsClosed, LineIsGone, NotAllowed, OtherCurrency, SumTooLarge
from deals.vat import of_lines
from tests.factories import make_deal, make_product
from tests.hidden import gives_away
from timeline.models import Entry

pytestmark = pytest.mark.django_db
LIST = reverse("deals:price-list")


@pytest.fixture
def deal(anna, stages):
    return make_deal(anna, stages["New"])


def facts(**more):
    return {"name": "Harrow", "price": "1 190 000,50", "currency": "RUB", "vat": "20", "unit": "pcs", "article": "BDM-3", **more}


# -- the list ------------------------------------------------------------------------


def test_an_administrator_adds_changes_and_retires_a_product(browser, admin):
    client = browser(admin, piece=True)
    assert client.post(reverse("deals:new-product"), facts()).status_code == 204
    product = Product.objects.get()
    assert (product.price, product.vat, product.article) == (Decimal("1190000.50"), 20, "BDM-3")

    client.post(reverse("deals:product", args=[product.pk]), facts(price="5", seen=product.mark))
    client.post(reverse("deals:retire-product", args=[product.pk]))
    client.post(reverse("deals:retire-product", args=[product.pk]))
    product.refresh_from_db()
    assert product.price == 5
    assert product.retired_at
    assert "Harrow" not in client.get(LIST).content.decode()
    assert "Harrow" in client.get(LIST, {"retired": "true"}).content.decode()

    client.post(reverse("deals:return-product", args=[product.pk]))
    verbs = list(Entry.objects.filter(subject_kind="product").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["product_added", "product_changed", "product_retired", "product_returned"]


def test_two_editors_find_out_about_each_other(browser, admin):
    product = make_product("Harrow")
    seen = product.mark
    product.shape({"price": Decimal(7)}, by=admin)

    answer = browser(admin, piece=True).post(reverse("deals:product", args=[product.pk]), facts(price="9", seen=seen))

    assert answer.status_code == 409
    assert Product.objects.get().price == 7


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "\x00"},
        {"price": "-1"},
        {"price": "1e30"},
        {"price": "1,001"},
        {"vat": "200"},
        {"currency": "???"},
        {"group": "99"},
    ],
)
def test_what_cannot_be_is_told_at_its_field(browser, admin, wrong):
    answer = browser(admin, piece=True).post(reverse("deals:new-product"), facts(**wrong))
    assert answer.status_code == 422
    assert not Product.objects.exists()


def test_one_name_is_one_product_in_any_letters(browser, admin):
    make_product("harrow")
    answer = browser(admin, piece=True).post(reverse("deals:new-product"), facts())
    assert "There is a product of this name." in answer.content.decode()


def test_a_malicious_name_is_text(browser, admin):
    make_product("<img src=x onerror=alert(1)>")
    page = browser(admin).get(LIST).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize("who, read, write", [("admin", 200, 200), ("anna", 200, 403), ("head", 200, 403), ("auditor", 200, 403)])
def test_all_look_and_administrators_write(browser, request, who, read, write):
    product = make_product()
    client = browser(request.getfixturevalue(who), piece=True)
    assert client.get(LIST).status_code == read
    assert client.get(reverse("deals:product", args=[product.pk])).status_code == write


def test_who_may_not_see_money_sees_no_prices(browser, poor):
    make_product(price="777000111")
    assert not gives_away(browser(poor).get(LIST), 777000111)


def test_the_list_is_searched_narrowed_and_paged(browser, admin):
    group = ProductGroup.objects.create(name="Harrows")
    Product.objects.bulk_create(Product(name=f"Harrow {n:03}", group=group, article=f"A{n}") for n in range(60))
    make_product("Roller")
    client = browser(admin, piece=True)

    page = client.get(LIST)
    assert len(page.context["rows"]) == 50
    more = client.get(LIST, {"after": page.context["mark"]})
    assert len(more.context["rows"]) == 11
    assert [one.name for one in client.get(LIST, {"q": "roll"}).context["rows"]] == ["Roller"]
    assert len(client.get(LIST, {"q": "A59", "group": group.pk}).context["rows"]) == 1
    assert client.get(LIST, {"group": "x"}).context["rows"] == []


def test_the_list_asks_as_much_for_thirty_as_for_one(browser, cost, admin):
    make_product("One")
    few = cost(browser(admin), LIST)
    Product.objects.bulk_create(Product(name=f"Product {n}", group=ProductGroup.objects.create(name=f"G{n}")) for n in range(30))
    assert cost(browser(admin), LIST) == few


def test_only_an_empty_group_is_removed(browser, admin):
    client = browser(admin, piece=True)
    client.post(reverse("deals:new-product-group"), {"name": "Harrows"})
    group = ProductGroup.objects.get()
    assert client.post(reverse("deals:new-product-group"), {"name": "HARROWS"}).status_code == 422
    product = make_product()
    product.shape({"group": group}, by=admin)
    assert client.post(reverse("deals:remove-product-group", args=[group.pk])).status_code == 409
    product.shape({"group": None}, by=admin)
    assert client.post(reverse("deals:remove-product-group", args=[group.pk])).status_code == 204
    assert not ProductGroup.objects.exists()


# -- lines of a deal --------------------------------------------------------------------


@pytest.mark.parametrize(
    "price, quantity, discount, total",
    [("0.05", "0.1", "0", "0.01"), ("10.01", "3", "33.33", "20.02"), ("999.99", "1.005", "0", "1004.99"), ("1", "1", "100", "0.00")],
)
def test_a_line_is_exact_to_the_cent_half_up(anna, deal, price, quantity, discount, total):
    line = deal.add_line(make_product(price=Decimal(price)), by=anna, quantity=Decimal(quantity), discount=Decimal(discount))
    assert line.total == Decimal(total)


def test_the_total_is_the_sum_of_the_lines_as_they_are_shown(anna, deal):
    for number in range(3):
        deal.add_line(make_product(f"P{number}", Decimal("0.05")), by=anna, quantity=Decimal("0.1"))
    assert deal.lines_total() == Decimal("0.03")


def test_vat_is_inside_the_price_or_on_top_of_it(anna, deal):
    from documents.models import OwnCompany

    deal.add_line(make_product(price=Decimal("1000.05")), by=anna, vat=Decimal(20))
    sums, is_added = of_lines(deal.lines.all())
    assert (sums.vat, sums.net + sums.vat, is_added) == (Decimal("166.68"), Decimal("1000.05"), False)

    OwnCompany.objects.create(name="Ours", adds_vat=True)
    sums, is_added = of_lines(deal.lines.all())
    assert (sums.vat, sums.total, is_added) == (Decimal("200.01"), Decimal("1200.06"), True)


def test_lines_are_put_in_order(browser, anna, deal):
    first, second, third = [deal.add_line(make_product(f"P{n}"), by=anna) for n in range(3)]
    client = browser(anna, piece=True)
    client.post(reverse("deals:place-line", args=[deal.pk, third.pk, 1]))
    assert list(deal.lines.all()) == [third, first, second]
    client.post(reverse("deals:place-line", args=[deal.pk, third.pk, 99]))
    assert list(deal.lines.all()) == [first, second, third]

    deal.remove_line(first, by=anna)
    deal.remove_line(first, by=anna)
    fourth = deal.add_line(make_product("P4"), by=anna)
    assert list(deal.lines.all()) == [second, third, fourth]
    assert deal.entries.filter(verb="line_removed").count() == 1


def test_two_tabs_put_lines_in_order_one_after_the_other(browser, anna, head, deal):
    first, second, third = [deal.add_line(make_product(f"P{n}"), by=anna) for n in range(3)]
    seen = f"{first.pk},{second.pk},{third.pk}"
    url = reverse("deals:place-line", args=[deal.pk, third.pk, 1])

    moved = browser(anna, piece=True).post(url, {"seen": seen})
    late = browser(head, piece=True).post(reverse("deals:place-line", args=[deal.pk, second.pk, 1]), {"seen": seen})

    assert moved.status_code == 204
    assert late.status_code == 409
    assert "Somebody has changed the products meanwhile" in late.headers["HX-Trigger"]
    assert list(deal.lines.all()) == [third, first, second]
    assert deal.entries.filter(verb="line_placed").count() == 1


def test_the_same_place_is_no_change(anna, deal):
    first, _second = [deal.add_line(make_product(f"P{n}"), by=anna) for n in range(2)]
    deal.place_line(first, 1, by=anna)
    assert not deal.entries.filter(verb="line_placed").exists()


def test_the_history_tells_who_put_a_product_elsewhere(browser, anna, deal):
    _first, second = [deal.add_line(make_product(f"P{n}"), by=anna) for n in range(2)]
    deal.place_line(second, 1, by=anna)
    assert "put “P1” in place 1 of the products" in browser(anna).get(deal.url).content.decode()


def test_documents_list_products_in_the_order_of_the_deal(anna, deal):
    from documents.content import _lines_of
    from documents.models import OwnCompany

    lines = [deal.add_line(make_product(f"P{n}"), by=anna) for n in range(3)]
    deal.place_line(lines[2], 1, by=anna)
    found, _sums = _lines_of(Deal.objects.get(pk=deal.pk), OwnCompany(name="Ours"))

    assert [line["name"] for line in found] == ["P2", "P0", "P1"]


def test_a_closed_deal_keeps_its_order(anna, deal, stages):
    _first, second = [deal.add_line(make_product(f"P{n}"), by=anna) for n in range(2)]
    Deal.objects.filter(pk=deal.pk).update(closed_at=deal.created_at)
    with pytest.raises(CardIsClosed):
        Deal.objects.get(pk=deal.pk).place_line(second, 1, by=anna)


def test_the_card_offers_grips_buttons_and_keys_to_who_may_sell(browser, anna, auditor, deal):
    for n in range(2):
        deal.add_line(make_product(f"P{n}"), by=anna)
    mine, theirs = (browser(user).get(deal.url).content.decode() for user in (anna, auditor))
    assert "Drag, or press up and down: P0" in mine
    assert "data-line-sort" in mine
    assert "Lower: P0" in mine
    assert "data-line-sort" not in theirs


@pytest.mark.parametrize("who, status", [("boris", 404), ("vera", 404), ("auditor", 403)])
def test_a_stranger_puts_no_line_elsewhere(browser, request, anna, deal, who, status):
    line = deal.add_line(make_product(), by=anna)
    url = reverse("deals:place-line", args=[deal.pk, line.pk, 1])
    assert browser(request.getfixturevalue(who), piece=True).post(url).status_code == status


def test_more_money_than_fits_is_told_in_words(browser, anna, deal):
    product = make_product(price=Decimal("999999999999.99"))
    answer = browser(anna, piece=True).post(reverse("deals:add-line", args=[deal.pk]), {"product": product.pk, "quantity": "100000000"})
    assert answer.status_code == 422
    assert not deal.lines.exists()

    DealLine.objects.bulk_create(DealLine(deal=deal, product=product, price=product.price, quantity=9) for _ in range(2))
    with pytest.raises(SumTooLarge):
        deal.take_sum_from_lines(by=anna)
    assert browser(anna, piece=True).post(reverse("deals:take-sum", args=[deal.pk])).status_code == 409


# -- one currency ---------------------------------------------------------------------------


def dollars(price="100"):
    return Product.objects.create(name="GTX", price=Decimal(price), currency="USD")


def test_a_deal_without_sums_takes_the_currency_of_its_first_product(anna, deal):
    deal.add_line(dollars(), by=anna)
    deal.refresh_from_db()
    assert (deal.currency, deal.lines.get().price) == ("USD", 100)


def test_a_foreign_price_is_never_taken_for_ours(browser, anna, stages):
    deal = make_deal(anna, amount=Decimal(5000))
    product = dollars()
    with pytest.raises(OtherCurrency):
        deal.add_line(product, by=anna)

    client = browser(anna, piece=True)
    answer = client.post(reverse("deals:add-line", args=[deal.pk]), {"product": product.pk, "quantity": "1"})
    assert answer.status_code == 422
    assert "$100" in answer.content.decode()
    client.post(reverse("deals:add-line", args=[deal.pk]), {"product": product.pk, "quantity": "1", "price": "9000"})
    assert (deal.lines.get().price, Deal.objects.get().currency) == (9000, "RUB")


def test_a_product_asked_for_by_a_stage_keeps_the_currency_apart(anna, stages):
    deal = make_deal(anna, amount=Decimal(5000))
    deal.change({"product": dollars()}, by=anna)
    assert (deal.lines.get().price, deal.currency) == (None, "RUB")

    fresh = make_deal(anna, product=Product.objects.get())
    fresh.refresh_from_db()
    assert (fresh.lines.get().price, fresh.currency) == (100, "USD")


def test_a_new_deal_speaks_the_currency_of_the_company(anna, stages):
    Workspace.objects.update(currency="KZT")
    assert make_deal(anna).currency == "KZT"


def test_a_manager_shapes_no_price(anna):
    product = make_product()
    for act in (
        lambda: product.shape({"price": 1}, by=anna),
        lambda: product.retire(by=anna),
        lambda: ProductGroup(name="G").shape({}, by=anna),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_two_tabs_on_one_line_find_out_about_each_other(browser, anna, deal):
    line, client = deal.add_line(make_product("Harrow", "100.00"), by=anna), browser(anna, piece=True)
    url, seen = reverse("deals:change-line", args=[deal.pk, line.pk]), line.mark
    assert client.post(url, {"quantity": "3", "price": "100", "seen": seen}).status_code in (200, 204)

    stale = client.post(url, {"quantity": "7", "price": "100", "seen": seen})

    page = stale.content.decode()
    assert stale.status_code == 422
    assert "Somebody has changed this line meanwhile: quantity 3." in page
    assert 'value="7"' in page
    assert DealLine.objects.get().quantity == 3
    assert client.post(url, {"quantity": "7", "price": "100", "seen": DealLine.objects.get().mark}).status_code in (200, 204)
    assert DealLine.objects.get().quantity == 7


def test_a_line_that_was_removed_meanwhile_is_told_of(browser, anna, deal):
    line, client = deal.add_line(make_product("Harrow", "100.00"), by=anna), browser(anna, piece=True)
    stale = DealLine.objects.get()
    deal.remove_line(line, by=anna)

    with pytest.raises(LineIsGone):
        deal.change_line(stale, by=anna, quantity=2)
    assert client.get(reverse("deals:change-line", args=[deal.pk, line.pk])).status_code == 404


def test_what_a_closed_deal_sold_is_changed_by_who_may_open_it_again(browser, anna, head, funnel, deal):
    line = deal.add_line(make_product("Harrow", "100.00"), by=anna)
    deal.lose(funnel.loss_reasons.get(), by=anna)
    client, before = browser(anna, piece=True), list(DealLine.objects.values())

    answers = [
        client.post(reverse("deals:add-line", args=[deal.pk]), {"product": line.product_id, "quantity": "1"}),
        client.post(reverse("deals:change-line", args=[deal.pk, line.pk]), {"quantity": "9", "price": "1"}),
        client.post(reverse("deals:remove-line", args=[deal.pk, line.pk])),
        client.post(reverse("deals:take-sum", args=[deal.pk])),
    ]

    assert all("The deal is closed" in str(answer.headers) + answer.content.decode() for answer in answers)
    assert list(DealLine.objects.values()) == before
    assert reverse("deals:add-line", args=[deal.pk]) not in browser(anna).get(f"/deals/{deal.pk}/").content.decode()
    deal.change_line(line, by=head, quantity=2)
    assert DealLine.objects.get().quantity == 2


def test_figures_of_a_line_read_as_people_write_them(browser, anna, deal):
    """No idle zeros, and limits with the comma of the language."""
    anna.language = "ru"
    anna.save(update_fields=["language"])
    line = deal.add_line(make_product("Harrow", "1500.50"), by=anna, quantity=Decimal("2.000"), vat=Decimal("20.0"))
    client, url = browser(anna, piece=True), reverse("deals:change-line", args=[deal.pk, line.pk])

    asked = client.get(url).content.decode()
    refused = client.post(url, {"quantity": "0", "price": "1"}).content.decode()

    assert 'value="2"' in asked
    assert 'value="20"' in asked
    assert re.search(r'value="1\D?500,50"', asked)
    assert "Не меньше 0,001." in refused
