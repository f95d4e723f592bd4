"""What came of the work: results by person and by the stage of that day; every number opens what it counts."""

import re
from io import BytesIO

import openpyxl
import pytest

from crm_project.lib import clock
from tasks.models import TaskType
from tasks.ready import make_ready_types
from telephony.models import Call
from tests.factories import make_deal, make_task, raise_to

pytestmark = pytest.mark.django_db
PAGE = "/reports/results/"


@pytest.fixture(autouse=True)
def _noon(monkeypatch, roles):
    at(monkeypatch, "12:00")
    make_ready_types("en")


def at(monkeypatch, time):
    monkeypatch.setenv("APP_TEST_CLOCK", f"2026-11-17T{time}:00+03:00")


@pytest.fixture
def call():
    return TaskType.objects.get(code="call")


@pytest.fixture
def done(call):
    """done(whose, deal, place of the result or None) → a call that was made."""

    def make(owner, deal, place):
        task = make_task(owner, deal=deal)
        task.complete(by=owner, result=None if place is None else call.results.order_by("position")[place])
        return task

    return make


@pytest.fixture
def month(monkeypatch, done, anna, boris, vera, stages):
    """Anna reached twice and once not; Boris once without a result; Vera of another department once."""
    deal = make_deal(anna)
    at(monkeypatch, "12:30")
    done(anna, deal, 0)
    at(monkeypatch, "13:00")
    raise_to(deal, stages["Qualified"])
    at(monkeypatch, "13:30")
    done(anna, deal, 0)
    done(anna, deal, 1)
    done(boris, make_deal(boris), None)
    done(vera, make_deal(vera), 0)
    return deal


def figures(page, heading):
    """{line: [its numbers]} of one of the two tables, the column for phones left out."""
    table = re.search(rf'aria-labelledby="{heading}">.*?<tbody>(.*?)</tbody>', page, re.DOTALL).group(1)
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL):
        cells = re.findall(r'<td class="num[^"]*">(.*?)</td>', row, re.DOTALL)
        name = re.search(r"<td[^>]*>(.*?)</td>", row, re.DOTALL).group(1)
        rows[name] = [int(re.sub(r"<[^>]+>", "", cell)) for cell in cells]
    return rows


def nonzero(lines):
    return {name: [number for number in numbers if number] for name, numbers in lines.items()}


def figures_are_hidden(page):
    return "<table" not in page and 'role="alert"' in page


@pytest.mark.usefixtures("month")
def test_the_head_counts_results_by_person_and_by_the_stage_of_that_day(client, head, call):
    client.force_login(head)
    page = client.get(PAGE, {"kind": call.pk}).content.decode()

    people = nonzero(figures(page, "by-person"))
    assert [numbers for name, numbers in people.items() if "Anna" in name] == [[2, 1, 3]]
    assert [numbers for name, numbers in people.items() if "Boris" in name] == [[1, 1]]
    assert len(people) == 2
    stages = nonzero(figures(page, "by-stage"))
    assert [numbers for name, numbers in stages.items() if name.endswith("New")] == [[1, 1, 2]]
    assert [numbers for name, numbers in stages.items() if name.endswith("Qualified")] == [[1, 1, 2]]


@pytest.mark.usefixtures("month")
def test_every_number_opens_what_it_counts(client, head, call):
    client.force_login(head)
    page = client.get(PAGE, {"kind": call.pk}).content.decode()
    links = re.findall(r'href="(/reports/results/records/[^"]+)">(\d+)<', page)

    assert len(links) > 10
    for url, number in links:
        shown = client.get(url.replace("&amp;", "&")).content.decode()
        assert f"{number} record" in shown, url


@pytest.mark.usefixtures("month")
def test_a_manager_counts_their_own_and_whoever_sees_no_reports_nothing(client, anna, egor, roles, call):
    client.force_login(anna)
    page = client.get(PAGE, {"kind": call.pk}).content.decode()
    assert len(figures(page, "by-person")) == 1
    assert "Boris" not in re.search(r"<tbody>.*</tbody>", page, re.DOTALL).group(0)

    roles["manager"].matrix["report"] = {}
    roles["manager"].save()
    for path in ("", "records/", "file/"):
        assert client.get(PAGE + path, {"kind": call.pk}).status_code == 403


def test_calls_of_the_journal_are_a_kind_of_their_own(client, head, anna, call, stages):
    deal = make_deal(anna)
    moments = {"started_at": clock.now(), "recorded_at": clock.now()}
    result = call.results.order_by("position")[0]
    for outcome in ("answered", "missed"):
        Call.objects.create(direction="in", outcome=outcome, owner=anna, department=anna.department, deal=deal, result=result, **moments)
    client.force_login(head)
    page = client.get(PAGE, {"kind": "calls"}).content.decode()

    assert list(nonzero(figures(page, "by-person")).values()) == [[1, 1]]
    shown = client.get(f"{PAGE}records/", {"kind": "calls", "person": anna.pk}).content.decode()
    assert "1 record" in shown
    assert deal.name in shown


@pytest.mark.usefixtures("month")
def test_the_file_says_what_the_page_says_and_a_wrong_question_nothing(client, head, call):
    client.force_login(head)
    answer = client.get(f"{PAGE}file/", {"kind": call.pk})
    lines = list(openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)

    assert [line[-1] for line in lines[1:]] == [3, 1]
    assert client.get(f"{PAGE}file/", {"kind": "no such"}).status_code == 400
    assert client.get(f"{PAGE}records/", {"kind": call.pk, "person": "x"}).status_code == 400
    assert figures_are_hidden(client.get(PAGE, {"kind": "no such"}).content.decode())


@pytest.mark.parametrize("size", (1, 20))
def test_the_page_costs_the_same_for_one_and_for_many(client, head, anna, done, stages, call, size, django_assert_max_num_queries):
    deal = make_deal(anna)
    for _number in range(size):
        done(anna, deal, 0)
    client.force_login(head)
    client.get(PAGE, {"kind": call.pk})

    with django_assert_max_num_queries(18):
        client.get(PAGE, {"kind": call.pk})
