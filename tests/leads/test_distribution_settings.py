"""The settings of the distribution: who may shape scenarios, their order, and a trial that writes nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Channel, Segment
from leads.conversion import receive
from leads.models import HandOut, Scenario, Seat
from tests.workday.conftest import at  # noqa: F401
from timeline.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday_noon(at):  # noqa: F811
    at("17 12:00")


@pytest.fixture
def south(leads_funnel, sales, head, anna, boris):
    return Scenario.open({"name": "South"}, {anna: 2, boris: 1}, by=None)


def url(name, *args):
    return reverse(f"distribution:{name}", args=args)


def facts(people, **values):
    return {"name": "North", "way": "share", "hours": "any"} | {f"share_{user.pk}": share for user, share in people.items()} | values


def standing():
    return [(one.name, one.position, one.is_on, one.seats.count()) for one in Scenario.objects.live()]


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("auditor", 200), ("anna", 403), ("head", 403), ("egor", 403)])
def test_the_settings_are_seen_by_those_who_see_settings(client, request, south, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url("scenarios")).status_code == status


@pytest.mark.parametrize("who", ["auditor", "anna", "head", "vera"])
def test_nobody_else_changes_a_scenario(client, request, south, anna, who):
    client.force_login(request.getfixturevalue(who))
    before = standing()

    for name, args in [("new", []), *((name, [south.pk]) for name in ("edit", "on", "off", "up", "down", "remove"))]:
        assert client.post(url(name, *args), facts({anna: 1})).status_code == 403

    assert standing() == before


def test_what_is_not_there_is_not_found(client, south, admin):
    client.force_login(admin)
    south.discard(by=admin)

    for name in ("edit", "on", "off", "up", "down", "remove"):
        assert client.post(url(name, south.pk)).status_code == 404


def test_a_scenario_is_made_with_its_people_and_conditions(client, south, admin, anna, boris):
    post = Channel.objects.create(name="Post")
    client.force_login(admin)

    client.post(url("new"), facts({anna: 3, boris: 0}, channels=[post.pk], answer_minutes=45, skips_unclean="on"))

    made = Scenario.objects.get(name="North")
    assert [(seat.user, seat.share) for seat in made.seats.all()] == [(anna, 3)]
    assert (list(made.channels.all()), made.answer_minutes, made.skips_unclean, made.position) == ([post], 45, True, 2)
    assert Entry.objects.filter(subject_kind="scenario", subject_id=made.pk, verb="opened", actor=admin).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"way": "lottery"},
        {"answer_minutes": "0"},
        {"answer_minutes": "-5"},
        {"nobody": True},
        {"way": "one"},
        {"share": "-1"},
    ],
)
def test_a_wrong_scenario_is_refused_with_what_was_typed(client, south, admin, anna, boris, wrong):
    client.force_login(admin)
    people = {} if "nobody" in wrong else {anna: wrong.get("share", 1), boris: 1}

    response = client.post(url("new"), facts(people, first_task="Ring them", **wrong))

    assert response.status_code == 422
    assert "Ring them" in response.content.decode()
    assert Scenario.objects.count() == 1


def test_changing_the_words_keeps_whose_turn_it_is(client, south, admin, anna, boris, sales):
    receive({"person": "Nina"}, by=None, department=sales)
    before = list(Seat.objects.values_list("user", "credit"))
    client.force_login(admin)

    client.post(url("edit", south.pk), facts({anna: 2, boris: 1}))

    assert list(Seat.objects.values_list("user", "credit")) == before
    assert Scenario.objects.get().name == "North"


def test_scenarios_are_moved_switched_and_removed(client, south, admin, anna):
    north = Scenario.open({"name": "North"}, {anna: 1}, by=None)
    client.force_login(admin)

    client.post(url("up", north.pk))
    assert [one.name for one in Scenario.objects.live()] == ["North", "South"]
    client.post(url("up", north.pk))
    client.post(url("down", north.pk))
    assert [one.name for one in Scenario.objects.live()] == ["South", "North"]
    client.post(url("off", north.pk))
    assert [one.name for one in Scenario.objects.in_force()] == ["South"]
    client.post(url("remove", north.pk))
    assert [one.name for one in Scenario.objects.live()] == ["South"]


def test_a_name_of_a_stranger_is_shown_as_text(client, admin, anna, leads_funnel):
    Scenario.open({"name": "<script>alert(1)</script>"}, {anna: 1}, by=None)
    client.force_login(admin)

    assert "<script>alert(1)" not in client.get(url("scenarios")).content.decode()


def test_the_trial_tells_who_and_why_and_why_not_the_others(client, south, admin, sales):
    client.force_login(admin)

    page = client.get(url("scenarios"), {"department": sales.pk, "moment": "2026-11-17T12:00"}).content.decode()

    assert "turn 1 of 3, scenario “South”" in page
    assert "it is somebody else&#x27;s turn" in page


def test_the_trial_changes_nothing(client, south, admin, sales):
    client.force_login(admin)
    before = list(Seat.objects.values_list("user", "credit")), Scenario.objects.get().turn, Entry.objects.count()

    for _ in range(3):
        client.get(url("scenarios"), {"department": sales.pk})

    assert (list(Seat.objects.values_list("user", "credit")), Scenario.objects.get().turn, Entry.objects.count()) == before
    assert HandOut.objects.count() == 0


@pytest.mark.parametrize(("moment", "words"), [("2026-11-17T12:00", "is asked"), ("2026-11-17T21:00", "No scenario fits")])
def test_the_trial_looks_at_the_moment_and_the_segment(client, south, admin, anna, sales, moment, words):
    segment = Segment.objects.create(name="South")
    south.change({"name": "South", "hours": "working", "segments": [segment]}, {anna: 1}, by=None)
    client.force_login(admin)

    page = client.get(url("scenarios"), {"department": sales.pk, "moment": moment, "segment": segment.pk}).content.decode()

    assert words in page


@pytest.mark.parametrize("moment", ["0001-01-01T00:06", "9999-12-31T23:59"])
def test_a_trial_of_a_year_that_cannot_be_meant_is_refused(client, south, admin, sales, moment):
    client.force_login(admin)

    page = client.get(url("scenarios"), {"department": sales.pk, "moment": moment})

    assert (page.status_code, "A year from 1900 to 2100" in page.content.decode()) == (200, True)


def test_a_trial_of_nonsense_is_refused_and_shown(client, south, admin):
    client.force_login(admin)

    response = client.get(url("scenarios"), {"department": "x", "moment": "soon", "source": "9999"})

    assert response.status_code == 200
    assert "is asked" not in response.content.decode()


_seen = {}


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_costs_the_same_for_one_scenario_and_for_many(client, south, admin, anna, boris, sales, size):
    for n in range(size):
        Scenario.open({"name": f"{n}", "department": sales}, {anna: 1, boris: 1}, by=None)
    client.force_login(admin)
    client.get(url("scenarios"))

    with CaptureQueriesContext(connection) as queries:
        client.get(url("scenarios"))

    assert _seen.setdefault("list", len(queries)) == len(queries)
