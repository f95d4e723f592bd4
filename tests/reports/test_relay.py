"""Where the baton falls: pairs, reasons and what came of it; every number opens what it counts."""

import re
from datetime import date

import pytest

from accounts.models import User
from crm_project.lib import clock
from deals.models import Deal
from tasks.models import Handoff, HandoffReason, TaskType
from tasks.ready import make_ready_types
from tests.factories import make_deal, raise_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch, roles):
    at(monkeypatch, "12:00")
    make_ready_types("en")


def at(monkeypatch, time):
    monkeypatch.setenv("APP_TEST_CLOCK", f"2026-11-17T{time}:00+03:00")


def give(deal, by, to):
    by = User.objects.get(pk=by.pk)
    return Handoff.give(to=to, by=by, subject=deal, title="Sell it", type=TaskType.objects.get(code="call"), due_on=date(2026, 11, 20))


@pytest.fixture
def season(monkeypatch, anna, boris, vera, stages):
    """Anna gives Vera three: one won, one returned, one taken back; Boris gives Anna one that waits."""
    reason = HandoffReason.objects.create(name="Papers are missing")
    won, returned, recalled = (give(make_deal(anna), anna, vera) for _ in range(3))
    at(monkeypatch, "13:00")
    won.accept(by=vera)
    raise_to(won.task.deal, stages["Won"])
    Deal.objects.filter(pk=won.task.deal_id).update(closed_at=clock.now())
    returned.send_back(reason, "No contract", by=vera)
    recalled.take_back(by=anna)
    give(make_deal(boris), boris, anna)


def rows(page):
    table = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    return re.findall(r"→ (\w+) ", table.group(1)) if table else []


@pytest.mark.usefixtures("season")
def test_the_head_sees_the_pairs_of_their_people_and_each_number_opens_its_records(client, head):
    client.force_login(head)
    page = client.get("/reports/hand-offs/").content.decode()
    links = re.findall(r'href="(/reports/hand-offs/records/[^"]+)">(\d+)<', page)

    assert rows(page) == ["Vera", "Anna"]
    assert "Papers are missing" in page
    assert "1 h" in page
    assert len(links) > 8
    for url, number in links:
        shown = client.get(url.replace("&amp;", "&")).content.decode()
        assert f"{number} hand-off" in shown, url


@pytest.mark.usefixtures("season")
def test_a_manager_sees_their_own_and_a_stranger_nothing(client, boris, vera, egor):
    seen = {}
    for user in (boris, vera, egor):
        client.force_login(user)
        seen[user.first_name] = rows(client.get("/reports/hand-offs/").content.decode())

    assert seen == {"Boris": ["Anna"], "Vera": ["Vera"], "Egor": []}


@pytest.mark.usefixtures("season")
def test_what_is_not_ones_to_see_is_counted_and_not_named(client, head, head2, anna, vera):
    client.force_login(head2)
    page = client.get("/reports/hand-offs/records/?state=given").content.decode()
    client.force_login(head)
    own = client.get("/reports/hand-offs/records/?state=returned").content.decode()

    assert "2 hand-offs" in page
    assert "Sell it" in page
    assert "not yours to see" in own
    assert "No contract" not in own


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize("question", ["state=wrong", "giver=x", "receiver=99999999999999999999", "period=dates"])
def test_a_senseless_question_is_refused(client, head, question):
    client.force_login(head)

    assert client.get(f"/reports/hand-offs/records/?{question}").status_code == 400


@pytest.mark.usefixtures("season")
def test_the_table_is_saved_and_noted(client, head, anna):
    client.force_login(anna)
    assert client.get("/reports/hand-offs/file/").status_code == 403
    client.force_login(head)

    assert client.get("/reports/hand-offs/file/").status_code == 200
    assert head.entries.filter(verb="exported").exists()


def test_an_empty_report_says_what_it_is_for(client, head):
    client.force_login(head)

    assert "Nothing was handed over" in client.get("/reports/hand-offs/").content.decode()


def test_one_pair_and_thirty_ask_the_same(client, head, anna, vera, boris, stages):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    client.force_login(head)
    for number in (1, 15):
        for _ in range(number):
            give(make_deal(anna), anna, vera)
            give(make_deal(boris), boris, anna)
        for url in ("/reports/hand-offs/", "/reports/hand-offs/records/?state=given"):
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            counts.append(len(asked))

    assert counts[:2] == counts[2:]
