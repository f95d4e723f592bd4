"""The report of sales by an own field: every figure equals a plain sum over the list behind it."""

from decimal import Decimal

import pytest

from deals.models import Deal
from tests.factories import make_deal
from tests.hidden import gives_away

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(stages):
    """closed(owner, won=True, f1=…): a deal closed today."""

    def made(owner, won=True, name="Deal", **extra):
        from crm_project.lib import clock

        deal = make_deal(owner, name=name, amount=100)
        stage = stages["Won"] if won else stages["Lost"]
        Deal.objects.filter(pk=deal.pk).update(extra=extra, stage=stage, closed_at=clock.now())
        return deal

    return made


def report(client, query):
    return client.get(f"/reports/sales/?period=quarter&{query}")


@pytest.mark.parametrize(
    "kind, values, rows",
    [
        ("choice", ["Red", "Red", "Blue", None, ""], {"Red": 2, "Blue": 1, "not filled in": 2}),
        ("choices", [["Red", "Blue"], ["Red"], [], None], {"Red": 2, "Blue": 1, "not filled in": 2}),
        ("yes_no", [True, True, False, None], {"yes": 2, "no": 1, "not filled in": 1}),
    ],
)
def test_rows_and_sums_equal_the_lists_behind_them(browser, own, closed, head, anna, kind, values, rows):
    field, number = own("deal", kind, options=["Red", "Blue"]), own("deal", "number", label="Hectares")
    for place, value in enumerate(values):
        closed(anna, **{field.code: value, number.code: f"{place}.25"})
    closed(anna, won=False, **{number.code: "1000"})
    client = browser(head)

    answer = report(client, f"group=extra_{field.code}&sum=extra_{number.code}")

    shown = {row.label: row.won for row in answer.context["rows"]}
    assert shown == rows
    for row in answer.context["rows"]:
        behind = client.get(
            "/reports/sales/records/",
            {"period": "quarter", "group": f"extra_{field.code}", "sum": f"extra_{number.code}", "key": row.key_text, "outcome": "won"},
        )
        deals = behind.context["rows"]
        extras = Deal.objects.filter(pk__in=[deal.pk for deal in deals]).values_list("extra", flat=True)
        assert len(deals) == row.won
        assert row.own_sum == sum(Decimal(extra[number.code]) for extra in extras)
    assert "Hectares" in answer.content.decode()


def test_people_are_named_and_only_ones_own_deals_count(browser, own, closed, head, anna, boris, vera):
    field = own("deal", "user")
    closed(anna, **{field.code: boris.pk})
    closed(vera, **{field.code: boris.pk})

    rows = report(browser(head), f"group=extra_{field.code}").context["rows"]

    assert [(row.label, row.won) for row in rows] == [(str(boris), 1)]


@pytest.mark.parametrize("asked", ["group=extra_f1", "sum=extra_f1", "group=extra_f99", "sum=extra_f99"])
def test_a_field_that_one_does_not_see_makes_no_report(browser, own, closed, poor, anna, asked):
    own("deal", "money", label="Discount")
    closed(poor, f1="777000111")

    answer = report(browser(poor), asked)

    assert "rows" not in answer.context or not answer.context["rows"]
    assert not gives_away(answer, 777000111)


@pytest.mark.parametrize("broken", ["words", {"a": 1}, [[1]], 10**40, None])
@pytest.mark.parametrize("kind", ["choice", "choices", "yes_no", "user"])
def test_what_is_stored_wrongly_breaks_no_report(browser, own, closed, head, anna, kind, broken):
    field, number = own("deal", kind, options=["Red"]), own("deal", "number")
    closed(anna, **{field.code: broken, number.code: broken})

    assert report(browser(head), f"group=extra_{field.code}&sum=extra_{number.code}").status_code == 200


def test_the_file_has_the_column_and_its_words(browser, own, closed, admin, anna):
    from io import BytesIO

    from openpyxl import load_workbook

    field, number = own("deal", "choice", label="Colour", options=["=cmd|x"]), own("deal", "number", label="Hectares")
    closed(anna, **{field.code: "=cmd|x", number.code: "2.5"})

    answer = browser(admin).get(f"/reports/sales/file/?period=quarter&group=extra_{field.code}&sum=extra_{number.code}")
    rows = [list(row) for row in load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True)]

    assert (rows[0][0], rows[0][-1]) == ("Colour", "Hectares")
    assert (rows[1][0], rows[1][-1]) == ("=cmd|x", 2.5)


# -- narrowed by own fields -------------------------------------------------------------


@pytest.fixture
def moved(stages, anna):
    """moved(owner, f1=…): a deal that came to the second stage today."""

    def made(owner, name="Deal", **extra):
        deal = make_deal(owner, name=name, amount=100)
        Deal.objects.filter(pk=deal.pk).update(extra=extra)
        Deal.objects.get(pk=deal.pk).move_to(stages["Qualified"], by=owner)
        return deal

    return made


def entered(answer, stage="Qualified"):
    """{manager: deals that entered the stage} of the page of funnels."""
    place = answer.context["stages"].index(stage)
    return {column["head"]: column["rows"][place]["count"] for column in answer.context["table"]}


@pytest.mark.parametrize(
    ("kind", "values", "asked", "count"),
    [
        ("choice", ["Red", "Blue", "Red"], "=Red", 2),
        ("choice", ["Red", "Blue", None], "=Red&{key}=Blue", 2),
        ("choices", [["Red", "Blue"], ["Blue"], []], "=Red", 1),
        ("yes_no", [True, False, None], ".is=no", 1),
        ("number", ["5", "10.5", "200"], ".min=10&{key}.max=100", 1),
        ("money", ["5", "10.5", "200"], ".min=10", 2),
        ("choice", ["Red", None, ""], ".has=empty", 2),
    ],
)
def test_the_funnel_is_narrowed_by_an_own_field(browser, own, moved, head, anna, kind, values, asked, count):
    field = own("deal", kind, options=["Red", "Blue"])
    for value in values:
        moved(anna, **{field.code: value})
    key = f"extra_{field.code}"
    query = f"{key}{asked}".format(key=key)
    client = browser(head)

    page = client.get(f"/reports/?period=month&{query}")
    url = next(column for column in page.context["table"] if column["head"] == str(anna))["rows"][1]["url"]

    assert entered(client.get("/reports/?period=month"))[str(anna)] == 3
    assert entered(page)[str(anna)] == count
    assert client.get(url).context["count"] == count
    assert client.get(f"/reports/table/?period=month&{query}").context["columns"][0].cells[1].entered == count


def test_a_chip_tells_the_condition_and_drops_it(browser, own, moved, head, anna):
    field = own("deal", "choice", label="Colour", options=["Red", "Blue"])
    moved(anna, **{field.code: "Red"})

    page = browser(head).get(f"/reports/?period=month&extra_{field.code}=Red&extra_{field.code}=Blue").content.decode()

    assert "Colour: <b>Red, Blue</b>" in page
    assert 'href="?period=month"' in page
    assert f'name="extra_{field.code}" value="Red"' in page


def test_the_panel_offers_what_can_be_asked_of_deals_only(browser, own, head):
    own("deal", "choice", label="Colour", options=["Red"])
    own("deal", "text", label="Words")
    own("lead", "yes_no", label="Of leads")

    panel = browser(head, piece=True).get("/reports/conditions/?on=sales&period=year&group=month").content.decode()

    assert "Colour" in panel
    assert "Words" not in panel
    assert "Of leads" not in panel
    assert 'action="/reports/sales/"' in panel
    assert 'name="group" value="month"' in panel
    assert browser(head).get("/reports/conditions/?on=elsewhere").status_code == 404


def test_a_field_that_is_hidden_or_a_value_that_is_none_narrows_to_nothing_and_no_file_leaves(browser, own, moved, head, anna, boris):
    from accounts.models import Position

    secret = own("deal", "choice", label="Margin", options=["Red"], seen_by_positions=[Position.objects.create(name="Accountant").pk])
    known = own("deal", "choice", options=["Red"])
    moved(anna, **{secret.code: "Red", known.code: "Red"})
    client = browser(head)

    for asked in (f"extra_{secret.code}=Red", f"extra_{known.code}=Green", "extra_nothing=1", f"extra_{known.code}.min=3"):
        page = client.get(f"/reports/?period=month&{asked}")
        assert "table" not in page.context
        assert page.context["form"].errors
        assert "Margin" not in page.content.decode()
        assert client.get(f"/reports/file/?period=month&{asked}").status_code == 400
        assert client.get(f"/reports/sales/?{asked}").context.get("rows") is None
    assert "Margin" not in client.get("/reports/conditions/").content.decode()


def test_sums_of_own_fields_are_asked_by_those_only_who_see_sums(browser, own, poor):
    money = own("deal", "money", label="Budget")

    assert "Budget" not in browser(poor).get("/reports/conditions/").content.decode()
    assert browser(poor).get(f"/reports/?period=month&extra_{money.code}.min=1").context["form"].errors


def test_sales_are_narrowed_too_and_the_list_behind_agrees(browser, own, closed, head, anna):
    field = own("deal", "yes_no")
    closed(anna, **{field.code: True})
    closed(anna, **{field.code: False})

    page = report(browser(head), f"extra_{field.code}.is=yes")
    behind = browser(head).get(f"/reports/sales/records/?period=quarter&outcome=won&extra_{field.code}.is=yes")

    assert page.context["total"].won == 1
    assert behind.context["count"] == 1
