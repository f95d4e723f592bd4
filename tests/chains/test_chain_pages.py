"""Chains as a list and on a strip of days: what each sees, in which view, and how a step is planned anew."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chains.models import ChainRun
from tests.factories import make_company, make_deal
from tests.hidden import gives_away

from .relay import done, fresh, make_template, plan, relay, result, start, steps

pytestmark = pytest.mark.django_db

PAGES = ["/chains/", "/chains/terms/"]


def at(monkeypatch, moment):
    monkeypatch.setenv("APP_TEST_CLOCK", f"2026-11-{moment}:00+03:00")


def moment(day, hour):
    return datetime(2026, 11, day, hour - 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _tuesday(monkeypatch, roles):
    at(monkeypatch, "17T09:00")


@pytest.fixture
def deal(anna, stages):
    return make_deal(anna, name="Plough for Zarya", company=make_company(anna, name="Zarya"))


@pytest.fixture
def run(anna, boris, vera, deal):
    return start(relay(anna, boris, vera), anna, deal)


def seen(client, user, path):
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def post(client, user, path, **values):
    client.force_login(user)
    return client.post(path, values, headers={"HX-Request": "true"})


def wall(day, hour=9):
    return f"2026-11-{day:02}T{hour:02}:00"


# -- who sees what ------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.usefixtures("run")
def test_the_list_and_the_chart_show_the_chain_and_whose_turn_it_is(client, anna, path):
    page = seen(client, anna, path)

    assert "Plough for Zarya" in page
    assert "Find the client" in page
    assert "in work until 17\u00a0November" in page


@pytest.mark.parametrize("path", PAGES)
def test_who_does_a_later_step_sees_the_chain_and_not_the_name_of_the_card(client, vera, anna, boris, stages, path):
    start(relay(anna, boris, vera), anna, make_deal(anna, name="Secret 918273645"))
    page = seen(client, vera, path)

    assert "Relay" in page
    assert not gives_away(page, "918273645")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.usefixtures("run")
def test_a_stranger_sees_no_chain_and_is_told_what_belongs_here(client, head2, egor, path):
    for user in (head2, egor):
        page = seen(client, user, path)
        assert "Find the client" not in page
        assert "No chains are in work" in page


@pytest.mark.parametrize("path", PAGES)
def test_without_a_chain_the_page_says_what_it_is_for(client, anna, path):
    assert "leads work from hand to hand" in seen(client, anna, path)


# -- views and conditions -------------------------------------------------------


def counts(client, user, query=""):
    client.force_login(user)
    return {name: count for name, _label, count in client.get(f"/chains/?{query}").context["views"]}


def test_the_views_count_what_they_show(client, monkeypatch, anna, boris, vera, stages):
    waiting, ended, late = (start(relay_named(name, anna, boris, vera), anna, make_deal(anna, name=name)) for name in ("W", "E", "L"))
    done(steps(waiting)[0], anna)
    ended.stop("Enough", by=None)
    assert counts(client, anna) == {"work": 2, "waiting": 1, "late": 0, "done": 1}
    at(monkeypatch, "19T12:00")

    assert counts(client, anna) == {"work": 2, "waiting": 1, "late": 2, "done": 1}
    for view, names in (("work", {"W", "L"}), ("waiting", {"W"}), ("late", {"W", "L"}), ("done", {"E"})):
        client.force_login(anna)
        for path in PAGES:
            assert {str(run.deal) for run in client.get(f"{path}?view={view}").context["board"].runs} == {f"{name}" for name in names}
    assert late.is_running


def relay_named(name, anna, boris, vera):
    return make_template([plan("a", "Find", anna, next="b"), plan("b", "Sell", boris, needs_acceptance=True)], name=f"Relay {name}")


def test_template_person_and_dates_narrow_every_view(client, anna, boris, vera, stages):
    first = start(relay(anna, boris, vera), anna, make_deal(anna))
    start(make_template([plan("a", "Alone", anna)], name="Other"), anna, make_deal(anna))

    assert counts(client, anna)["work"] == 2
    assert counts(client, anna, f"template={first.template_id}")["work"] == 1
    assert counts(client, anna, "first=2026-11-10&last=2026-11-16")["work"] == 0
    assert counts(client, anna, "first=2026-11-17&last=2026-11-17")["work"] == 2
    client.force_login(boris.superior)
    assert counts(client, boris.superior, f"person={boris.pk}")["work"] == 1


@pytest.mark.parametrize("query", ["view=none", "template=x", "person=0", "first=yesterday", "first=0001-01-01", "last=9999-12-31"])
@pytest.mark.usefixtures("run")
def test_a_condition_that_makes_no_sense_is_said_and_shows_nothing(client, anna, query):
    for path in PAGES:
        page = seen(client, anna, f"{path}?{query}")
        assert "The conditions make no sense together" in page
        assert "Find the client" not in page


@pytest.mark.parametrize("query", ["span=year", "on=today", "on=0001-01-01", "after=zzz"])
@pytest.mark.usefixtures("run")
def test_a_senseless_place_is_a_bad_request(client, anna, query):
    client.force_login(anna)

    assert client.get(f"/chains/terms/?{query}").status_code == 400


def test_five_hundred_chains_come_page_by_page_and_none_twice(client, anna, boris, vera, deal):
    template = relay(anna, boris, vera)
    first = start(template, anna, deal)
    copies = [
        ChainRun(
            template=template,
            name=f"No. {number}",
            owner=anna,
            deal=deal,
            steps=first.steps,
            started_at=first.started_at,
            planned_end_at=first.planned_end_at,
        )
        for number in range(499)
    ]
    ChainRun.objects.bulk_create(copies)
    client.force_login(anna)
    for path, pages in (("/chains/", 10), ("/chains/terms/", 17)):
        found, query = [], ""
        while True:
            context = client.get(f"{path}?{query}").context
            found += [run.pk for run in context["board"].runs]
            query = context["next"]
            if not query:
                break
        assert len(found) == len(set(found)) == 500
        assert -(-500 // len(client.get(path).context["board"].runs)) == pages


@pytest.mark.parametrize("path", [*PAGES, "/chains/terms/?span=week"])
@pytest.mark.usefixtures("bare_frame")
def test_one_chain_and_fifteen_ask_the_same(client, head, anna, boris, vera, stages, path):
    template, asked = relay(anna, boris, vera, accepted=True), []
    for number in (1, 14):
        for _ in range(number):
            done(steps(start(template, anna, make_deal(anna, company=make_company(anna))))[0], anna)
        client.force_login(head)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        asked.append(len(queries))
    assert asked[0] == asked[1]


# -- a step is planned anew --------------------------------------------------------


def test_a_bar_dropped_on_another_day_keeps_its_working_time_and_the_later_ones_go_along(client, anna, run):
    later = steps(run)[1]
    answer = post(client, anna, f"/chains/steps/{later.pk}/place/", start=wall(19), version=run.version)
    _first, second, third = steps(run)

    assert answer.status_code == 204
    assert "live:chain" in answer["HX-Trigger"]
    assert (second.planned_start, second.planned_finish) == (moment(19, 9), moment(19, 17))
    assert third.planned_start >= second.planned_finish


def test_a_bar_drawn_longer_ends_later_and_so_does_its_task(client, anna, run):
    first = steps(run)[0]
    assert post(client, anna, f"/chains/steps/{first.pk}/place/", finish=wall(18, 15), version=run.version).status_code == 204
    first, second, _third = steps(run)

    assert first.planned_finish == first.task.due_at == moment(18, 15)
    assert second.planned_start >= first.planned_finish


def test_the_dialog_shows_both_dates_and_saves_them(client, anna, run):
    later = steps(run)[1]
    client.force_login(anna)
    page = client.get(f"/chains/steps/{later.pk}/dates/", headers={"HX-Request": "true"}).content.decode()
    assert 'type="datetime-local"' in page
    values = {"start": wall(20), "finish": wall(23, 12), "version": run.version}

    assert post(client, anna, f"/chains/steps/{later.pk}/dates/", **values).status_code == 204
    later.refresh_from_db()
    assert (later.planned_start, later.planned_finish) == (moment(20, 9), moment(23, 12))


def test_dates_that_cannot_be_are_refused_beside_the_field_and_all_typed_is_kept(client, anna, run):
    url = f"/chains/steps/{steps(run)[1].pk}/dates/"
    for start_wall, finish_wall, words in (
        (wall(20), wall(19), "A step ends after it begins"),
        (wall(1), wall(20), "This time has passed already"),
        (wall(17, 10), wall(20), "The step before it ends later"),
        ("", wall(20), "This field is required"),
        (wall(20), "0001-01-01T00:00", ""),
        ("2100-12-30T09:00", "2100-12-31T17:00", "A year from 1900 to 2100"),
    ):
        answer = post(client, anna, url, start=start_wall, finish=finish_wall, version=run.version)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert start_wall in answer.content.decode()


def test_a_drop_that_cannot_be_is_told_and_changes_nothing(client, anna, run):
    later = steps(run)[1]
    url = f"/chains/steps/{later.pk}/place/"
    far = [{"finish": "9999-12-31T23:59"}, {"start": "2100-12-31T17:00"}, {"finish": "2100-12-31T17:00"}]
    for values in ({"start": wall(1)}, {"start": "x"}, {}, {"start": wall(20), "finish": wall(21)}, *far):
        answer = post(client, anna, url, version=run.version, **values)
        assert answer.status_code == 422
        assert "k:toast" in answer["HX-Trigger"]
    assert steps(run)[1].planned_start == later.planned_start


def test_who_saw_an_older_plan_is_told(client, anna, run):
    url = f"/chains/steps/{steps(run)[1].pk}/place/"
    assert post(client, anna, url, start=wall(19), version=run.version).status_code == 204
    again = post(client, anna, url, start=wall(20), version=run.version)

    assert again.status_code == 409
    assert steps(run)[1].planned_start == moment(19, 9)


def test_only_who_steers_the_chain_plans_it_anew(client, anna, boris, vera, head2, auditor, run):
    later = steps(run)[1]
    for user, status in ((boris, 403), (vera, 403), (auditor, 403), (head2, 404)):
        for name in ("place", "dates"):
            answer = post(client, user, f"/chains/steps/{later.pk}/{name}/", start=wall(19), finish=wall(20), version=run.version)
            assert answer.status_code == status, (user, name)
    assert steps(run)[1].planned_start == later.planned_start
    assert "data-term-url" not in seen(client, boris, "/chains/terms/")
    assert "data-term-url" in seen(client, anna, "/chains/terms/")


def test_what_is_done_or_stopped_is_not_planned_any_more(client, anna, run):
    first = steps(run)[0]
    done(first, anna)
    run.refresh_from_db()
    values = {"finish": wall(25), "version": run.version}
    assert post(client, anna, f"/chains/steps/{first.pk}/place/", **values).status_code == 409
    later = steps(run)[2]
    run.stop("Enough", by=fresh(anna))
    run.refresh_from_db()

    assert post(client, anna, f"/chains/steps/{later.pk}/place/", start=wall(25), version=run.version).status_code == 409


# -- the pictures of one chain --------------------------------------------------------


def test_the_page_of_a_chain_draws_its_flow_and_its_terms(client, anna, boris, vera, deal):
    steps_ = [
        plan("a", "Find", anna, next="b", branches=[(result("Refused"), None), (result("Again"), "a")]),
        plan("b", "Sell with a very long name that no single line of a narrow box could ever hold, " + "not even two of them, " * 5, boris),
    ]
    run = start(make_template(steps_, name="Branches"), anna, deal)
    page = seen(client, anna, f"/chains/{run.pk}/")

    assert page.count('class="k-flowpic"') == 2
    assert "Refused: the end" in page
    assert "Again → 1" in page
    assert "…</text>" in page
    assert 'class="k-gantt month one"' in page


def test_what_waits_for_acceptance_is_drawn_so(client, anna, boris, vera, stages):
    run = start(relay(anna, boris, vera, accepted=True), anna, make_deal(anna))
    assert 'class="bar wait"' not in seen(client, anna, "/chains/terms/")
    done(steps(run)[0], anna)
    assert seen(client, anna, "/chains/terms/").count('class="bar wait"') == 1


def test_numbers_of_the_drawing_are_the_same_in_every_language(client, anna, run):
    anna.language = "ru"
    anna.save(update_fields=["language"])
    page = seen(client, anna, f"/chains/{run.pk}/") + seen(client, anna, "/chains/terms/")

    assert "опаздывает" not in page
    assert re.findall(r'\s(?:x|y|width|height|x1|x2|y1|y2)="[^"]*,[^"]*"', page) == []
