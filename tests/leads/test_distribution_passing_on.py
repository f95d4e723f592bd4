"""Whoever does not answer in time is passed over: the next one is asked, the head told, and nobody asked twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import Absence
from crm_project.lib import clock
from leads.conversion import receive
from leads.distribution import distribute_waiting, pass_on_unanswered
from leads.jobs import distribute
from leads.models import HandOut, Lead, LeadOwning, Scenario
from notifications.models import Notice
from tasks.models import Task, TaskType
from tests.workday.conftest import at, moment  # noqa: F401
from timeline.models import Entry
from timeline.sentences import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def tuesday(at):  # noqa: F811
    at("17 12:00")


@pytest.fixture
def lead(tuesday, leads_funnel, sales, head, anna, boris):
    """Came at noon; Anna has half an hour, after her Boris."""
    scenario = Scenario.open({"name": "South", "answer_minutes": 30}, {anna: 2, boris: 1}, by=None)
    lead = receive({"person": "Nina", "phone_typed": "89180000001"}, by=None, department=sales)
    assert (lead.owner, scenario.answer_minutes) == (anna, 30)
    return lead


def owner_after_a_tick(lead):
    pass_on_unanswered()
    distribute_waiting()
    lead.refresh_from_db()
    return lead.owner


def told(user, verb):
    return Notice.objects.filter(recipient=user, verb=verb).count()


def test_within_the_time_to_answer_nothing_happens(lead, anna, at):  # noqa: F811
    at("17 12:29")

    assert owner_after_a_tick(lead) == anna


def test_a_lead_nobody_took_in_time_goes_to_the_next_and_the_head_is_told(lead, anna, boris, head, at):  # noqa: F811
    at("17 12:30")

    assert owner_after_a_tick(lead) == boris
    assert [(one.user, one.why) for one in lead.hand_outs.all()] == [(anna, "no_answer"), (boris, "")]
    assert (told(head, "lead.passed_on"), told(boris, "lead.came")) == (1, 1)
    with translation.override("en"):
        words = read(Entry.objects.filter(subject_kind="lead", subject_id=lead.pk, verb="given").order_by("-pk").first())
    assert words.startswith("Anna Testova did not answer within 30 working minutes: the lead goes to Boris Testova: turn ")


def test_after_the_last_it_returns_to_the_common_inbox_and_the_head_is_told_once(lead, head, at):  # noqa: F811
    for wall in ("12:30", "13:00", "13:01", "13:40", "17:00"):
        at(f"17 {wall}")
        owner = owner_after_a_tick(lead)

    assert owner is None
    assert lead.is_waiting
    assert (told(head, "lead.passed_on"), told(head, "lead.unanswered")) == (1, 1)
    assert lead.hand_outs.count() == 2
    assert LeadOwning.objects.get(card=lead, replaced_at=clock.FOREVER).owner is None


def test_it_returns_to_the_department_it_came_to(tuesday, leads_funnel, sales, head, vera, head2, at):  # noqa: F811
    Scenario.open({"name": "North", "answer_minutes": 30}, {vera: 1}, by=None)
    lead = receive({"person": "Nina"}, by=None, department=sales)
    assert (lead.owner, lead.department) == (vera, vera.department)
    at("17 12:30")

    assert owner_after_a_tick(lead) is None
    assert lead.department == sales
    assert (told(head, "lead.unanswered"), told(head2, "lead.unanswered")) == (1, 0)


def test_a_taken_lead_stays_with_whoever_took_it(lead, anna, head, at):  # noqa: F811
    lead.take(by=anna)
    at("17 15:00")

    assert owner_after_a_tick(lead) == anna
    assert lead.hand_outs.get().answered_at is not None
    assert told(head, "lead.passed_on") == 0


@pytest.mark.parametrize("end", ["given", "rejected", "converted"])
def test_what_was_dealt_with_otherwise_is_passed_to_nobody(lead, anna, boris, head, at, end):  # noqa: F811
    from leads.conversion import convert

    if end == "given":
        lead.give_to(boris, by=head)
    elif end == "rejected":
        lead.lose(lead.funnel.loss_reasons.first(), by=anna)
    else:
        convert(lead, by=anna, waive=True)
    at("17 15:00")

    assert owner_after_a_tick(lead) == (boris if end == "given" else anna)
    assert told(head, "lead.passed_on") == 0
    assert not HandOut.objects.due(clock.now()).exists()


def test_only_working_minutes_count(tuesday, leads_funnel, sales, head, anna, boris, at):  # noqa: F811
    Scenario.open({"name": "South", "answer_minutes": 30}, {anna: 2, boris: 1}, by=None)
    at("17 17:50")
    lead = receive({"person": "Nina"}, by=None, department=sales)

    at("18 09:19")
    assert owner_after_a_tick(lead) == anna
    at("18 09:20")
    assert owner_after_a_tick(lead) == boris


def test_whoever_is_away_is_passed_over(lead, boris, head, at):  # noqa: F811
    Absence.objects.create(user=boris, from_on="2026-11-17", to_on="2026-11-17", known_from=clock.now() - timedelta(days=1))
    at("17 12:30")

    assert owner_after_a_tick(lead) is None
    assert told(head, "lead.unanswered") == 1


def test_a_scenario_that_was_switched_off_asks_nobody_more(lead, at):  # noqa: F811
    Scenario.objects.get().switch(False, by=None)
    at("17 12:30")

    assert owner_after_a_tick(lead) is None


def test_the_tick_twice_or_late_passes_on_once(lead, boris, head, at):  # noqa: F811
    at("17 12:45")
    distribute()
    distribute()

    assert owner_after_a_tick(lead) == boris
    assert lead.hand_outs.count() == 2
    assert told(head, "lead.passed_on") == 1


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_pass_on_once(lead, boris, head, at):  # noqa: F811
    at("17 12:30")
    start = threading.Barrier(4)

    def tick():
        start.wait()
        try:
            distribute()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    lead.refresh_from_db()
    assert (lead.owner, lead.hand_outs.count()) == (boris, 2)
    assert told(head, "lead.passed_on") == 1


def test_a_tick_with_nothing_due_costs_the_same_for_many_waiting_leads(lead, sales):
    with CaptureQueriesContext(connection) as one:
        distribute()
    for n in range(20):
        receive({"person": f"Nina {n}"}, by=None, department=sales)
    with CaptureQueriesContext(connection) as many:
        distribute()

    assert len(one) == len(many)


# -- what is seen -----------------------------------------------------------------


def test_the_inbox_shows_the_time_left_and_why_the_lead_came(client, lead, anna, at):  # noqa: F811
    client.force_login(anna)
    at("17 12:10")

    page = client.get(reverse("leads:inbox")).content.decode()

    assert "turn 1 of 3, scenario “South”" in page
    assert "20 min left" in page.replace("\xa0", " ")
    assert "the oldest 10 min" in page.replace("\xa0", " ")


def test_when_the_time_is_over_the_clock_says_so(client, lead, anna, at):  # noqa: F811
    client.force_login(anna)
    at("17 12:31")

    assert "time is up" in client.get(reverse("leads:lead", args=[lead.pk])).content.decode()


def test_a_colleague_does_not_see_what_another_was_handed(client, lead, boris):
    client.force_login(boris)

    assert client.get(reverse("leads:lead", args=[lead.pk])).status_code == 404
    assert client.post(reverse("leads:take", args=[lead.pk])).status_code == 404
    assert Lead.objects.get(pk=lead.pk).is_waiting


_seen = {}


@pytest.mark.parametrize("size", [1, 30])
def test_the_inbox_costs_the_same_for_one_handed_out_lead_and_for_many(client, lead, sales, head, size):
    for n in range(size):
        receive({"person": f"Nina {n}"}, by=None, department=sales)
    client.force_login(head)
    client.get(reverse("leads:inbox"))

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("leads:inbox"))

    assert _seen.setdefault("inbox", len(queries)) == len(queries)


# -- the first task ------------------------------------------------------------------


def test_whoever_gets_the_lead_gets_the_first_task_and_loses_it_with_the_lead(tuesday, leads_funnel, sales, head, anna, boris, at):  # noqa: F811
    TaskType.objects.get_or_create(code="call", defaults={"name": "Call", "icon": "phone"})
    values = {"name": "South", "answer_minutes": 30, "first_task": "Call by the script of the site"}
    Scenario.open(values, {anna: 2, boris: 1}, by=None)
    lead = receive({"person": "Nina"}, by=None, department=sales)
    task = Task.objects.open().get()
    assert (task.owner, task.lead, task.due_at, task.title) == (anna, lead, moment("17 12:30"), "Call by the script of the site")

    at("17 12:30")
    pass_on_unanswered()
    assert Task.objects.open().get().owner == boris

    at("17 13:00")
    pass_on_unanswered()
    assert not Task.objects.open().exists()
