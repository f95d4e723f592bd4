"""The guide of introducing the CRM: nine steps in order, each as it really stands."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Workspace
from contacts.models import Channel, Source
from crm_project.lib import rollout_checks
from leads.models import Delivery, IntakePoint
from rollout.guide import Guide
from rollout.models import RolloutStep
from rollout.refusals import NotAllowed, StepChanged
from rollout.steps import KINDS
from tests.factories import make_funnel

pytestmark = pytest.mark.django_db


def line_of(key):
    return next(line for line in Guide(Workspace.current().zone).lines if line.kind.key == key)


def check_of(key, step):
    return next(one for one in line_of(step).looked if one.check.key == key)


def plan(client, key, **values):
    return client.post(f"/rollout/{key}/plan/", {"priority": "2", "version": "0", **values})


def test_an_administrator_sees_the_nine_steps_in_order_and_nobody_else_does(client, admin, anna, head):
    for stranger in (anna, head):
        client.force_login(stranger)
        assert client.get("/rollout/").status_code == 403
        assert client.get("/rollout/trials/").status_code == 403
        assert client.post("/rollout/goals/tick/").status_code == 403
        assert "/rollout/" not in client.get("/handbook/").content.decode()
    client.force_login(admin)

    text = client.get("/rollout/").content.decode()

    places = [text.index(f'id="{kind.key}"') for kind in KINDS]
    assert places == sorted(places)
    assert len(KINDS) == 9
    assert 'href="/rollout/"' in text
    assert all(kind.url for kind in KINDS)


def test_every_check_leads_somewhere():
    assert all(one.url for one in rollout_checks.checks())
    assert all(one.url for one in rollout_checks.trials())


def test_a_step_ticks_itself_from_what_there_is(admin):
    funnel = make_funnel()
    funnel.stages.update(purpose="")
    funnel.loss_reasons.all().delete()
    assert not check_of("purposes", "processes").is_so
    assert not check_of("reasons", "processes").is_so

    funnel.stages.update(purpose="To agree")
    funnel.loss_reasons.create(name="Price")

    assert line_of("processes").is_done


def test_a_later_step_names_the_earlier_ones_that_are_open(client, admin):
    client.force_login(admin)
    answer = client.post("/rollout/analytics/tick/", follow=True).content.decode()

    assert line_of("analytics").waits_for[0] == "Goals"
    assert "Earlier steps are still open: Goals" in answer
    RolloutStep.tick("goals", done=True, by=admin)
    assert "Goals" not in line_of("analytics").waits_for


def test_ticking_twice_is_once_and_can_be_taken_back(admin):
    for _time in range(2):
        RolloutStep.tick("goals", done=True, by=admin)
    step = RolloutStep.objects.get()
    assert step.entries.filter(verb="step_ticked").count() == 1
    assert line_of("goals").is_done

    RolloutStep.tick("goals", done=False, by=admin)
    assert not line_of("goals").is_done


def test_a_step_has_an_owner_a_date_people_and_a_video(client, admin, anna, boris):
    client.force_login(admin)
    values = {
        "owner": anna.pk,
        "due_on": "2020-02-03",
        "priority": "1",
        "participants": [anna.pk, boris.pk],
        "video": "https://video.example/1",
    }

    assert plan(client, "goals", **values).status_code == 302
    text = client.get("/rollout/").content.decode()

    assert line_of("goals").is_late
    assert "https://video.example/1" in text
    assert str(boris) in text
    assert RolloutStep.objects.get().entries.filter(verb="step_planned", actor=admin).count() == 1


@pytest.mark.parametrize(
    "values", [{"video": "javascript:alert(1)"}, {"due_on": "soon"}, {"owner": "999999"}, {"priority": "9"}, {"version": "x"}]
)
def test_a_bad_plan_is_refused_and_changes_nothing(client, admin, values):
    client.force_login(admin)

    assert plan(client, "goals", **values).status_code == 422
    assert not RolloutStep.objects.exists()


def test_what_somebody_planned_meanwhile_is_not_lost(client, admin, anna):
    values = {"owner": anna, "due_on": None, "priority": 2, "video": "", "note": ""}
    RolloutStep.plan("goals", values, [], seen=0, by=admin)
    with pytest.raises(StepChanged):
        RolloutStep.plan("goals", values | {"note": "x"}, [], seen=0, by=admin)
    client.force_login(admin)

    answer = plan(client, "goals", note="Mine")

    assert answer.status_code == 422
    assert "Mine" in answer.content.decode()
    assert RolloutStep.objects.get().note == ""


def test_the_verbs_know_who_may(anna):
    with pytest.raises(NotAllowed):
        RolloutStep.tick("goals", done=True, by=anna)
    assert not RolloutStep.objects.exists()


def test_no_such_step(client, admin):
    client.force_login(admin)

    assert client.post("/rollout/nothing/tick/").status_code == 404
    assert client.get("/rollout/nothing/plan/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_step(admin):
    def run():
        try:
            RolloutStep.tick("goals", done=True, by=admin)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert RolloutStep.objects.get().entries.filter(verb="step_ticked").count() == 1


def test_what_was_tried_is_told_from_the_real_records(client, admin):
    client.force_login(admin)
    before = client.get("/rollout/trials/").content.decode()
    source = Source.objects.create(name="Site", code="site", channel=Channel.objects.create(name="Site"))
    make_funnel("Leads", cards="leads")
    point = IntakePoint.open({"name": "Site form", "way": "webhook", "department": admin.department, "source": source}, by=admin)
    facts = {"fingerprint": "x", "body": b"", "received_at": timezone.now()}
    Delivery.objects.create(point=point, state="refused", **facts)
    assert ": Site form" not in client.get("/rollout/trials/").content.decode()

    Delivery.objects.create(point=point, state="done", processed_at=timezone.now(), **facts)

    assert "Has not worked yet." in before
    assert ": Site form" in client.get("/rollout/trials/").content.decode()


def test_the_questions_do_not_grow_with_what_was_planned(client, admin, anna, django_assert_max_num_queries):
    client.force_login(admin)
    for kind in KINDS:
        values = {"owner": anna, "due_on": None, "priority": 2, "video": "", "note": "x"}
        RolloutStep.plan(kind.key, values, [anna], seen=0, by=admin)
    client.get("/rollout/")

    with django_assert_max_num_queries(55):
        client.get("/rollout/")
