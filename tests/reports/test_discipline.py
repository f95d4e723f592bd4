"""How days were closed, person by person and rule by rule, and what breaches cost: each number with its records."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from reports.breach_cost import sides
from reports.forms import ReportForm
from tests.factories import make_deal, make_task, make_user
from tests.workday.conftest import at, close_at, moment, under_control  # noqa: F401
from workday.models import DepartmentDay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]
SPAN = {"period": "dates", "first": "2026-11-16", "last": "2026-11-20"}


@pytest.fixture
def closed(at, close_at, anna, boris, vera, stages, funnel):  # noqa: F811
    """Anna had a bare deal on Monday and a late task on Tuesday; Boris none. Both deals of hers are closed on Wednesday."""
    at("16 10:00")
    bare = make_deal(anna, stages["Qualified"], name="Bare")
    late = make_deal(anna, stages["Offer sent"], name="Late", amount=100)
    task = make_task(anna, deal=late, due_at=moment("17 12:00"))
    clean = make_deal(boris, stages["Offer sent"], name="Clean", amount=100)
    make_task(boris, deal=clean, due_at=moment("27 12:00"))
    close_at("16 18:00")
    at("17 10:00")
    make_task(anna, deal=bare, due_at=moment("27 12:00"))
    close_at("17 18:00")
    at("18 10:00")
    task.complete(by=anna)
    bare.lose(funnel.loss_reasons.get(), by=anna)
    for deal in (late, clean):
        deal.win(by=deal.owner, values={"contract_number": "1", "decision_on": moment("18 12:00").date()})
    close_at("18 18:00")
    at("21 12:00")
    return {"bare": bare, "late": late, "clean": clean}


def page(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("reports:discipline"), SPAN | asked)


def numbers_of(html):
    found = re.findall(r'<a [^>]*href="(/day/breaches/[^"]*|/reports/discipline/records/[^"]*)"[^>]*>([^<]*)</a>', html)
    return [(url.replace("&amp;", "&"), int(re.sub(r"\D", "", words))) for url, words in found]


def test_each_rule_is_counted_by_person(client, closed, head, anna, boris):
    rows = {row["person"]: row for row in page(client, head).context["rows"]}

    assert {who: (row["judged"], row["clean"], row["counts"], row["cards"]) for who, row in rows.items()} == {
        anna: (3, 1, [0, 1, 1], 2),
        boris: (3, 3, [0, 0, 0], 0),
    }
    assert page(client, head).context["total"]["breaches"] == 2


def test_e24_every_number_is_the_length_of_its_list(client, closed, head, admin, anna):
    for user in (head, admin, anna):
        numbers = numbers_of(page(client, user).content.decode())
        assert len(numbers) >= 4
        for url, number in numbers:
            context = client.get(url).context
            assert (context["count"] if "/records/" in url else len(context["breaches"])) == number, url


def test_a_day_set_aside_counts_neither_here_nor_as_a_cost(client, closed, head, admin, sales):
    assert [side.closed for side in sides(asked(head))] == [2, 1]
    for day in ("2026-11-16", "2026-11-17"):
        DepartmentDay.objects.get(department=sales, day=day).set_aside("The server was down", by=admin)

    assert page(client, head).context["total"]["breaches"] == 0
    assert [side.closed for side in sides(asked(head))] == [0, 3]


def asked(user, **values):
    form = ReportForm(SPAN | values, user)
    assert form.is_valid(), form.errors
    return form


def test_deals_with_a_breach_stand_beside_those_without(client, closed, head):
    broken, clean = sides(asked(head))

    assert (broken.won, broken.lost, broken.rate, broken.days) == (1, 1, 0.5, 2)
    assert (clean.won, clean.lost, clean.rate) == (1, 0, 1)
    assert [number for _name, _pk, number in broken.reasons] == [1]
    assert not broken.is_enough
    assert "too few cases" in page(client, head).content.decode()


def test_nobody_reads_of_foreign_people(client, closed, head2, boris, anna, vera):
    assert {row["person"] for row in page(client, head2).context["rows"]} == {vera}
    assert [side.closed for side in sides(asked(head2))] == [0, 0]
    assert {row["person"] for row in page(client, boris).context["rows"]} == {boris}
    client.force_login(head2)
    url = reverse("reports:discipline_records")
    assert client.get(url, SPAN | {"side": "broken", "outcome": "closed"}).context["count"] == 0
    assert page(client, head2, owner=anna.pk).context["form"].errors


@pytest.mark.parametrize("asked", [{"side": "x"}, {"outcome": "open"}, {"reason": "²"}, {"first": "2026-12-01"}, {"reason": "9" * 30}])
def test_an_odd_question_is_refused(client, closed, head, asked):
    client.force_login(head)
    values = SPAN | {"side": "broken", "outcome": "closed"} | asked
    assert client.get(reverse("reports:discipline_records"), values).status_code == 400


def test_the_sheet_holds_the_table(client, closed, head, anna):
    client.force_login(head)
    rows = list(load_workbook(BytesIO(b"".join(client.get(reverse("reports:discipline_file"), SPAN).streaming_content))).active.values)

    assert rows[1][:3] + rows[1][4:] == (str(anna), 3, 1, 0, 1, 1, 2, 2)
    assert rows[-1][1:3] == (6, 4)
    assert client.get(reverse("reports:discipline_file"), SPAN | {"first": "x"}).status_code == 400


def test_the_span_before_is_told(client, closed, head):
    before = page(client, head, first="2026-11-18", last="2026-11-19").context["before"]
    assert (before["judged"], before["clean"], before["breaches"]) == (4, 2, 2)


def test_the_page_costs_the_same_for_one_person_and_thirty_and_for_more_days(client, at, close_at, head, anna, sales, stages, bare_frame):  # noqa: F811
    at("16 10:00")
    make_deal(anna, stages["Qualified"])
    close_at("16 18:00")

    def cost():
        page(client, head)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reports:discipline"), SPAN)
        return len(queries)

    few = cost()
    at("17 10:00")
    for number in range(29):
        make_deal(make_user(f"seller{number}", department=sales, superior=head), stages["Qualified"])
    for day in (17, 18, 19):
        close_at(f"{day} 18:00")
    assert cost() == few
