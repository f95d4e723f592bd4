"""Where each manager loses: counts of the immutable stays, the same tomorrow, each with its deals."""

from datetime import timedelta

import pytest
from django.urls import reverse

from crm_project.lib import clock
from reports.forms import ReportForm, SalesForm
from reports.funnels import columns, funnel_stages
from reports.sales import sales_rows
from tests.factories import make_deal, make_product

pytestmark = pytest.mark.django_db


def asked(user, **values):
    form = ReportForm({"period": "month", **values}, user)
    assert form.is_valid(), form.errors
    return form


@pytest.fixture
def months_deals(anna, boris, funnel, stages):
    """Anna wins one of two, Boris loses his only one; Vera's are nobody's business here."""
    won = make_deal(anna, stages["Offer sent"], name="Won by Anna", amount=1000)
    won.win(by=anna, values={"contract_number": "1", "decision_on": clock.now().date()})
    make_deal(anna, stages["Qualified"], name="Open at Anna's")
    lost = make_deal(boris, name="Lost by Boris")
    lost.lose(funnel.loss_reasons.get(), by=boris)
    return {"won": won, "lost": lost}


def test_the_head_sees_a_column_for_each_seller(head, funnel, months_deals):
    table = columns(asked(head), funnel, funnel_stages(funnel))

    cells = {column.person.first_name: [(cell.entered, cell.left, cell.onward, cell.lost) for cell in column.cells] for column in table}
    assert cells == {
        "Anna": [(2, 2, 2, 0), (2, 1, 1, 0), (1, 1, 1, 0), (1, 0, 0, 0)],
        "Boris": [(1, 1, 0, 1), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0)],
    }


def test_a_manager_reads_only_their_own_figures(anna, boris, vera, funnel, months_deals):
    assert [column.person for column in columns(asked(boris), funnel, funnel_stages(funnel))] == [boris]
    assert columns(asked(vera), funnel, funnel_stages(funnel)) == []


def test_an_undone_move_counts_nowhere(anna, head, funnel, stages):
    deal = make_deal(anna)
    move = deal.move_to(stages["Qualified"], by=anna, values={"amount": 5})

    deal.undo(move, by=anna)

    column = columns(asked(head), funnel, funnel_stages(funnel))[0]
    assert [cell.entered for cell in column.cells] == [1, 0, 0, 0]
    assert column.cells[0].left == 0


def test_every_number_opens_its_deals(client, head, anna, funnel, stages, months_deals):
    client.force_login(head)

    page = client.get(
        reverse("reports:funnel_records"), {"figure": "entered", "stage": stages["Qualified"].pk, "who": anna.pk, "period": "month"}
    )

    assert {deal.name for deal in page.context["rows"]} == {"Won by Anna", "Open at Anna's"}


def test_the_deals_behind_a_number_are_those_one_may_see(client, boris, anna, stages, months_deals):
    client.force_login(boris)

    page = client.get(
        reverse("reports:funnel_records"), {"figure": "entered", "stage": stages["Qualified"].pk, "who": anna.pk, "period": "month"}
    )

    assert list(page.context["rows"]) == []


def test_sums_never_mix_currencies(head, anna, stages):
    product = make_product()
    for currency, amount in (("RUB", 100), ("USD", 7)):
        deal = make_deal(anna, stages["Offer sent"], amount=amount, product=product)
        deal.currency = currency
        deal.save(update_fields=["currency"])
        deal.win(by=anna, values={"contract_number": currency, "decision_on": clock.now().date()})

    rows, total = sales_rows(_sales(head, group="product"))

    assert [(row.label, row.won, row.sums) for row in rows] == [("GTX Basic", 2, {"RUB": (100, 1), "USD": (7, 1)})]
    assert (total.won, total.cycle) == (2, 0.0)


def _sales(user, **values):
    form = SalesForm({"period": "month", **values}, user)
    assert form.is_valid(), form.errors
    return form


@pytest.mark.parametrize("who, status", [("head", 200), ("anna", 200), ("auditor", 200)])
def test_the_pages_open_for_whoever_reads_reports(client, request, months_deals, who, status):
    client.force_login(request.getfixturevalue(who))

    for name in ("reports:funnels", "reports:funnel_table", "reports:sales"):
        assert client.get(reverse(name)).status_code == status


def test_a_manager_saves_no_report_to_a_file(client, anna, months_deals):
    client.force_login(anna)

    assert client.get(reverse("reports:sales_file")).status_code == 403


def test_an_invalid_question_is_refused_not_widened(client, head, months_deals):
    client.force_login(head)

    assert client.get(reverse("reports:sales_file"), {"period": "dates", "first": "2026-13-01"}).status_code == 400
    page = client.get(reverse("reports:sales"), {"period": "dates", "first": "2026-02-01", "last": "2026-01-01"})
    assert "rows" not in page.context
    assert page.context["form"].errors


@pytest.mark.parametrize("size", [1, 12])
def test_the_report_costs_the_same_for_few_and_for_many(client, head, anna, funnel, stages, size, django_assert_max_num_queries):
    for _ in range(size):
        make_deal(anna, stages["Qualified"])
    client.force_login(head)
    client.get(reverse("reports:funnels"))

    with django_assert_max_num_queries(36):
        client.get(reverse("reports:funnels"))


def test_a_period_is_read_in_the_zone_of_the_department(head):
    span = asked(head, period="dates", first="2026-03-01", last="2026-03-31").span

    assert span.start.utcoffset() == timedelta(hours=3)
    assert span.days == 31
