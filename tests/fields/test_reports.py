"""The report of sales by an own field: every figure equals a plain sum over the list behind it."""

from decimal import Decimal

import pytest

from deals.models import Deal
from tests.factories import make_deal

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
    closed(poor, f1="777")

    answer = report(browser(poor), asked)

    assert "rows" not in answer.context or not answer.context["rows"]
    assert "777" not in answer.content.decode()


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
