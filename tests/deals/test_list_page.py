import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import SavedView
from deals.models import Deal
from tests.factories import make_deal, make_product
from tests.hidden import gives_away
from timeline.models import Entry

pytestmark = pytest.mark.django_db


def rows_of(response):
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


@pytest.mark.parametrize("query", ["", "?flat=1", "?state=all", "?sort=amount"])
def test_the_list_shows_ones_own_deals(browser, anna, boris, stages, query):
    make_deal(anna, name="Plough")
    make_deal(boris, name="Harrow")

    page = browser(anna).get(f"/deals/list/{query}").content.decode()

    assert ("Plough" in page, "Harrow" in page) == (True, False)


@pytest.mark.parametrize("sort", ["name", "-name", "stage", "age", "-age", "amount", "-amount", "owner", "created", "-created"])
def test_pages_of_any_order_hold_every_deal_once(browser, anna, stages, sort, monkeypatch):
    monkeypatch.setattr("deals.listing.ROWS", 4)
    for number in range(10):
        make_deal(anna, name=f"Deal {number % 3}", **({"amount": number} if number % 2 else {}))
    client, seen, url = browser(anna), [], f"?sort={sort}"

    for _page in range(4):
        listing = client.get(f"/deals/list/{url}").context["listing"]
        seen += [deal.pk for deal in listing.rows]
        url = listing.more_url
        if not url:
            break

    assert sorted(seen) == sorted(Deal.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("query", ["sort=owner__password", "sort=deleted_at", "after=xxx&flat=1", "sort=-", "after=W10&flat=1"])
def test_orders_and_marks_that_do_not_exist_are_refused(browser, anna, stages, query):
    assert browser(anna).get(f"/deals/list/?{query}").status_code == 400


def test_who_may_not_see_sums_cannot_sort_or_search_by_them(browser, poor, stages):
    make_deal(poor, amount=987654321)
    client = browser(poor)

    assert client.get("/deals/list/?sort=amount").status_code == 400
    assert not gives_away(client.get("/deals/list/?flat=1"), 987654321)
    for asked in ("amount_min=1", "amount_min=987654320", "amount_max=987654322", "amount_min=9999999"):
        answer = client.get(f"/deals/list/?{asked}&flat=1")
        assert answer.context["listing"].rows == []
        assert "so nothing is shown" in answer.content.decode()


@pytest.mark.parametrize("url", ["/deals/list/", "/deals/list/?flat=1", "/deals/list/?sort=-amount&funnel=all", "/deals/calendar/"])
def test_the_list_costs_the_same_for_one_deal_and_for_thirty(browser, head, anna, stages, cost, url):
    client = browser(head)
    make_deal(anna)
    one = cost(client, url)
    for number in range(29):
        make_deal(anna, name=f"Deal {number}")

    assert cost(client, url) == one


def test_the_trash_is_listed_to_those_who_may_delete(browser, anna, head, stages):
    make_deal(anna, name="Thrown away").discard(by=None)

    assert "Thrown away" in browser(head).get("/deals/list/?state=trash").content.decode()
    assert browser(anna).get("/deals/list/?state=trash").status_code == 404


def test_the_calendar_has_a_month_and_refuses_others(browser, anna, stages):
    assert browser(anna).get("/deals/calendar/").status_code == 200
    assert browser(anna).get("/deals/calendar/?month=2026-13").status_code == 400
    assert browser(anna).get("/deals/calendar/?month=9999-01").status_code == 400


# -- files ---------------------------------------------------------------------------


def test_a_file_holds_the_filtered_list_and_no_more(browser, head, anna, vera, stages):
    make_deal(anna, name="Plough", amount=900)
    make_deal(anna, name="Cheap", amount=5)
    make_deal(vera, name="Secret", amount=900)

    rows = rows_of(browser(head).get("/deals/list/export/?amount_min=100"))

    assert [row[1] for row in rows[1:]] == ["Plough"]


def test_cells_are_never_formulas(browser, head, anna, stages):
    make_deal(anna, name='=HYPERLINK("http://evil")').add_line(make_product("@SUM(1)"), by=None)
    make_deal(anna, name="+7 918 442-19-06")

    rows = rows_of(browser(head).get("/deals/list/export/"))
    csv = b"".join(browser(head).get("/deals/list/export/?as=csv").streaming_content).decode()

    assert {row[1] for row in rows[1:]} == {'=HYPERLINK("http://evil")', "+7 918 442-19-06"}
    assert "'=HYPERLINK" in csv
    assert "'@SUM(1)" in csv
    assert ";+7 918 442-19-06;" in csv


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("egor", 403), ("auditor", 403), ("head", 200)])
def test_only_by_right_a_list_leaves_the_house(request, browser, anna, stages, who, status):
    make_deal(anna)

    assert browser(request.getfixturevalue(who)).get("/deals/list/export/").status_code == status


def test_an_invalid_filter_exports_nothing(browser, head, anna, stages):
    make_deal(anna)

    assert browser(head).get("/deals/list/export/?amount_min=abc").status_code == 400
    assert not Entry.objects.filter(verb="deals_exported").exists()


def test_an_export_is_noted_for_administrators(browser, head, anna, stages):
    make_deal(anna)

    b"".join(browser(head).get("/deals/list/export/?amount_min=0").streaming_content)

    entry = Entry.objects.get(verb="deals_exported")
    assert (entry.actor, entry.audience, entry.details["rows"]) == (head, "admins", 0)
    assert "amount_min=0" in entry.details["conditions"]


def test_the_eleventh_file_of_an_hour_has_to_wait(browser, head, stages):
    client = browser(head)

    statuses = [client.get("/deals/list/export/?as=csv").status_code for _ in range(11)]

    assert statuses == [200] * 10 + [429]


# -- many at once ----------------------------------------------------------------------


# -- saved views ----------------------------------------------------------------------------


def test_a_view_keeps_the_conditions_and_is_read_with_the_viewers_rights(browser, head, anna, stages):
    make_deal(anna, amount=900)
    browser(head, piece=True).post(
        "/views/deals/new/?amount_min=500&sort=-amount&evil=1", {"name": "Big", "shared_with": head.department_id}
    )

    view = SavedView.objects.get()
    assert view.query == {"amount_min": "500", "sort": "-amount"}
    assert "Big" in browser(anna, piece=True).get("/views/deals/").content.decode()
    assert browser(anna, piece=True).post(f"/views/deals/{view.pk}/removal/").status_code == 409
    assert browser(head, piece=True).post(f"/views/deals/{view.pk}/removal/").status_code == 204


def test_a_private_view_is_nobody_elses(browser, head, anna, boris, stages):
    browser(anna, piece=True).post("/views/deals/new/?amount_min=500", {"name": "Mine"})
    view = SavedView.objects.get()

    assert "Mine" not in browser(boris, piece=True).get("/views/deals/").content.decode()
    assert browser(boris, piece=True).post(f"/views/deals/{view.pk}/removal/").status_code == 404


def test_two_views_of_one_name_are_one_too_many(browser, anna, stages):
    client = browser(anna, piece=True)

    statuses = [client.post("/views/deals/new/", {"name": "Mine"}).status_code for _ in range(2)]

    assert statuses == [204, 422]


@pytest.mark.parametrize("name", ["created_to", "closed_to", "created_from"])
def test_a_date_at_the_end_of_time_is_told_beside_its_field(client, head, stages, name):
    client.force_login(head)
    for address in (reverse("deals:board"), reverse("deals:list"), reverse("deals:calendar")):
        assert client.get(address, {name: "9999-12-31"}).status_code == 200
    assert client.get(reverse("deals:export"), {name: "9999-12-31"}).status_code == 400
