"""Bottlenecks: where work waits and takes long, in working time; every number opens what it counts."""

import re

import pytest

from accounts.models import User
from chains.models import RunStep
from tests.factories import make_deal
from tests.hidden import gives_away

from .relay import done, relay, start, steps

pytestmark = pytest.mark.django_db


def at(monkeypatch, moment):
    monkeypatch.setenv("APP_TEST_CLOCK", f"2026-11-{moment}:00+03:00")


@pytest.fixture(autouse=True)
def _tuesday(monkeypatch, roles):
    at(monkeypatch, "17T10:00")


@pytest.fixture
def season(monkeypatch, anna, boris, vera, stages):
    """Three runs: Anna is quick, Boris accepts the next morning and takes two days, Vera has not accepted yet."""
    runs = [start(relay(anna, boris, vera, accepted=True), anna, make_deal(anna, name="Plough 918273645"))]
    runs += [start(runs[0].template, anna, make_deal(anna)) for _ in range(2)]
    at(monkeypatch, "17T12:00")
    for run in runs:
        done(steps(run)[0], anna)
    at(monkeypatch, "18T11:00")
    for run in runs:
        steps(run)[1].task.handoff.accept(by=User.objects.with_rights().get(pk=boris.pk))
    at(monkeypatch, "20T11:00")
    for run in runs:
        done(steps(run)[1], boris)
    return runs


def page(client, user, path="/reports/bottlenecks/?period=quarter"):
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    return response


@pytest.mark.usefixtures("season")
def test_the_head_sees_where_it_waits_and_which_step_is_the_worst(client, admin):
    shown = page(client, admin).context
    find, deal, serve = shown["steps"]

    assert [one.name for one in shown["steps"]] == ["Find the client", "Make the deal", "Serve"]
    assert (find.waiting, find.working) == (0, 120)
    assert (deal.waiting, deal.working) == (8 * 60, 18 * 60)
    assert (serve.waiting, serve.counts["waits"]) == (None, 3)
    assert [one.is_worst for one in shown["steps"]] == [False, True, False]
    assert shown["total"].counts["cases"] == 9


@pytest.mark.usefixtures("season")
def test_every_number_opens_what_it_counts(client, admin):
    content = page(client, admin).content.decode()
    links = re.findall(r'href="(/reports/bottlenecks/records/[^"]+)">([\d,]+)<', content)

    assert len(links) > 8
    for url, number in links:
        shown = client.get(url.replace("&amp;", "&")).content.decode()
        assert f"{number} step" in shown, url


@pytest.mark.usefixtures("season")
def test_one_reads_the_figures_of_ones_own_people_only(client, head2, vera, boris):
    seen = {user.first_name: [one.name for one in page(client, user).context.get("steps", [])] for user in (head2, vera, boris)}

    assert seen == {"Head2": ["Serve"], "Vera": ["Serve"], "Boris": ["Make the deal"]}


def test_a_chain_that_is_not_ones_to_see_is_counted_and_not_named(client, season, head2, vera):
    RunStep.objects.filter(executor=vera).update(state="done")
    for run in season:
        type(run).objects.filter(pk=run.pk).update(name="Secret 918273645")
        run.stop("Enough", by=None)
    shown = page(client, head2, "/reports/bottlenecks/records/?period=quarter&state=cases").content.decode()

    assert "not yours to see" in shown
    assert not gives_away(shown, "918273645")


@pytest.mark.usefixtures("season")
def test_the_people_of_one_step_are_shown_to_who_leads_them(client, admin):
    plain = page(client, admin).context
    deal = plain["steps"][1]
    one = page(client, admin, f"/reports/bottlenecks/?period=quarter&step={deal.key}").context

    assert len(plain["people"]) == 3
    assert [person.name for person in one["people"]] == [str(User.objects.get(first_name="Boris"))]


@pytest.mark.usefixtures("season")
def test_a_department_and_a_period_narrow_it(client, admin, service):
    assert [one.name for one in page(client, admin, f"/reports/bottlenecks/?period=quarter&department={service.pk}").context["steps"]] == [
        "Serve"
    ]
    empty = page(client, admin, "/reports/bottlenecks/?period=dates&first=2026-01-01&last=2026-01-31")
    assert "No chain was in work in these dates" in empty.content.decode()


@pytest.mark.parametrize("question", ["state=wrong", "person=x", "person=99999999999999999999", "period=dates"])
def test_a_senseless_question_is_refused(client, season, head, question):
    client.force_login(head)

    assert client.get(f"/reports/bottlenecks/records/?{question}").status_code == 400


@pytest.mark.usefixtures("season")
def test_the_table_is_saved_and_noted(client, head, anna):
    client.force_login(anna)
    assert client.get("/reports/bottlenecks/file/").status_code == 403
    client.force_login(head)
    assert client.get("/reports/bottlenecks/file/").status_code == 200
    assert head.entries.filter(verb="exported").exists()


def test_the_report_is_offered_where_there_is_a_chain(client, head, anna, boris, vera):
    client.force_login(head)
    assert "/reports/bottlenecks/" not in client.get("/reports/hand-offs/").content.decode()
    relay(anna, boris, vera)
    assert "/reports/bottlenecks/" in client.get("/reports/hand-offs/").content.decode()


def test_one_run_and_twenty_ask_the_same(client, head, anna, boris, vera, stages):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    template, counts = relay(anna, boris, vera), []
    for number in (1, 12):
        for _ in range(number):
            start(template, anna, make_deal(anna))
        client.force_login(head)
        client.get("/reports/bottlenecks/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/reports/bottlenecks/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_single_late_step_is_one(client, monkeypatch, head, anna, boris, vera, stages):
    start(relay(anna, boris, vera), anna, make_deal(anna))
    at(monkeypatch, "25T10:00")

    assert ">1</a>" in page(client, head).content.decode()
