"""A chain goes from hand to hand: each step begins once, when the one before is done."""

import threading
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import connections
from django.utils.translation import override

from accounts.hand_over import estates_of, hand_over
from accounts.models import Absence, Position
from accounts.people import dismiss
from chains.hearing import settle
from chains.models import ChainRun, ChainTemplate, RunStep
from chains.refusals import (
    CannotDoStep,
    ChangedMeanwhile,
    NobodyToBegin,
    NotAllowed,
    ReasonNeeded,
    RunIsOver,
    StepHasBegun,
    TemplateRetired,
    WrongDates,
)
from crm_project.lib import clock
from deals.models import CardMove, LossReason
from leads.conversion import convert
from leads.models import Lead
from notifications.models import Notice
from tasks.models import HandoffReason, Task
from tasks.refusals import TaskIsClosed, TooLateToUndo
from tests.factories import make_company, make_deal, make_funnel, make_task
from timeline.models import Entry
from timeline.sentences import has_sentence, read

from .relay import done, fresh, make_template, plan, relay, result, start, states, steps

pytestmark = pytest.mark.django_db


def at(monkeypatch, moment):
    monkeypatch.setenv("APP_TEST_CLOCK", f"{moment}+03:00")


@pytest.fixture(autouse=True)
def tuesday_noon(monkeypatch, roles):
    at(monkeypatch, "2026-11-17T12:00:00")


@pytest.fixture
def deal(anna, stages):
    return make_deal(anna, company=make_company(anna))


@pytest.fixture
def run(anna, boris, vera, deal):
    return start(relay(anna, boris, vera), anna, deal)


@pytest.fixture
def accepted_run(anna, boris, vera, deal):
    return start(relay(anna, boris, vera, accepted=True), anna, deal)


def notices(user):
    return list(Notice.objects.filter(recipient=user).order_by("pk").values_list("verb", flat=True))


def verbs(record):
    return list(record.entries.order_by("pk").values_list("verb", flat=True))


def test_the_first_step_begins_and_all_are_laid_out_in_working_time(run, anna, deal):
    first, second, third = steps(run)
    assert [first.state, second.state, third.state] == ["in_work", "planned", "planned"]
    assert (first.task.owner, first.task.title, first.task.subject) == (anna, "Find the client", deal)
    assert first.task.due_at == first.planned_finish
    # A working day from Tuesday noon is Wednesday eleven: nine to six with an hour less than eight from noon on.
    moments = [(step.planned_start, step.planned_finish) for step in (first, second, third)]
    assert [end for _start, end in moments[:2]] == [begins for begins, _end in moments[1:]]
    assert run.planned_end_at == third.planned_finish
    assert all(moment.astimezone(UTC).weekday() < 5 for pair in moments for moment in pair)
    assert "chain_started" in verbs(deal)
    assert "chain_started" in verbs(run)


def test_the_chain_is_played_to_its_end_by_completing_tasks(run, anna, boris, vera, deal):
    done(steps(run)[0], anna)
    assert states(run) == [("Find the client", "done"), ("Make the deal", "in_work"), ("Serve", "planned")]
    second = steps(run)[1]
    assert second.task.owner == boris
    assert second.task.previous == steps(run)[0].task
    assert fresh(boris).may("edit", deal), "the card is open as long as the work lasts"
    done(second, boris)
    assert not fresh(boris).may("see", deal)
    done(steps(run)[2], vera)
    run.refresh_from_db()
    assert (run.state, run.percent) == ("done", 100)
    assert "chain.done" not in notices(vera)
    assert "chain.done" in notices(anna)


def test_a_step_that_needs_acceptance_waits_for_a_yes(accepted_run, anna, boris, deal):
    done(steps(accepted_run)[0], anna)
    step = steps(accepted_run)[1]
    assert (step.state, step.began_at, step.task.waits) == ("attention", None, True)
    assert [item["text"] for item in step.task.handoff.checklist] == ["Offer", "Visit"]
    assert not fresh(boris).may("see", deal)
    step.task.handoff.accept(by=fresh(boris))
    step.refresh_from_db()
    assert step.state == "in_work"
    assert step.began_at == clock.now()
    assert fresh(boris).may("edit", deal)


def test_what_is_returned_is_mended_and_comes_again(accepted_run, anna, boris):
    done(steps(accepted_run)[0], anna)
    step = steps(accepted_run)[1]
    back = step.task.handoff.send_back(HandoffReason.objects.first(), "No act", by=fresh(boris))
    step.refresh_from_db()
    assert (step.state, step.comeback, step.returns) == ("planned", back, 1)
    assert "No act" in str(read(accepted_run.entries.get(verb="chain_step_returned")))
    back.complete(by=fresh(anna))
    step.refresh_from_db()
    assert step.state == "attention"
    assert step.task.owner == boris
    assert step.task.handoff.round == 2
    assert step.comeback is None


def test_the_mending_is_taken_back_like_any_completion(accepted_run, anna, boris):
    done(steps(accepted_run)[0], anna)
    step = steps(accepted_run)[1]
    back = step.task.handoff.send_back(None, "No act", by=fresh(boris))
    back.complete(by=fresh(anna))
    back.reopen(by=fresh(anna))
    step.refresh_from_db()
    assert (step.state, step.comeback, step.task) == ("planned", back, None)
    back.complete(by=fresh(anna))
    step.refresh_from_db()
    assert step.state == "attention"


def test_a_return_that_was_removed_makes_the_chain_wait(accepted_run, anna, boris):
    done(steps(accepted_run)[0], anna)
    step = steps(accepted_run)[1]
    back = step.task.handoff.send_back(None, "No act", by=fresh(boris))
    back.drop(by=fresh(anna))
    step.refresh_from_db()
    assert step.waits_for == "returned"
    assert "chain.waits" in notices(anna)


def test_the_result_decides_the_branch(anna, boris, vera, deal):
    refused, agreed = result("Refused"), result("Agreed")
    template = make_template(
        [
            plan("a", "Ask", anna, next="b", branches=[(refused, "d"), (agreed, None)]),
            plan("b", "Sell", boris, next="c"),
            plan("c", "Serve", vera),
            plan("d", "Win back", anna, next="c"),
        ]
    )
    run = start(template, anna, deal)
    done(steps(run)[0], anna, result=refused)
    assert states(run) == [("Ask", "done"), ("Win back", "in_work"), ("Serve", "planned"), ("Sell", "skipped")]
    other = start(template, anna, deal)
    done(steps(other)[0], anna, result=agreed)
    other.refresh_from_db()
    assert other.state == "done"
    assert states(other)[0] == ("Ask", "done")


def test_a_branch_leads_back_and_the_step_is_done_again(anna, boris, deal):
    bad = result("Not good")
    template = make_template([plan("a", "Make", anna, next="b"), plan("b", "Check", boris, branches=[(bad, "a")])])
    run = start(template, anna, deal)
    done(steps(run)[0], anna)
    done(steps(run)[1], boris, result=bad)
    assert states(run) == [("Make", "done"), ("Check", "done"), ("Make", "in_work"), ("Check", "planned")]


def test_a_completion_taken_back_takes_the_next_step_back(run, anna, boris):
    first = steps(run)[0]
    done(first, anna)
    first.task.reopen(by=fresh(anna))
    assert states(run) == [("Find the client", "in_work"), ("Make the deal", "planned"), ("Serve", "planned")]
    assert not Task.objects.open().of(boris).exists()
    done(first, anna)
    assert states(run)[1] == ("Make the deal", "in_work")
    assert Task.objects.open().of(boris).count() == 1


def test_the_last_completion_taken_back_opens_the_chain_again(anna, deal):
    run = start(make_template([plan("a", "Call", anna)]), anna, deal)
    step = steps(run)[0]
    done(step, anna)
    step.task.reopen(by=fresh(anna))
    run.refresh_from_db()
    assert (run.state, run.ended_at, states(run)) == ("running", None, [("Call", "in_work")])


def test_it_is_too_late_when_the_next_one_has_done_their_part(run, anna, boris):
    first, second = steps(run)[:2]
    done(first, anna)
    done(second, boris)
    with pytest.raises(TooLateToUndo):
        first.task.reopen(by=fresh(anna))


def test_done_twice_is_done_once(run, anna):
    first = steps(run)[0]
    task = Task.objects.get(pk=first.task_id)
    done(first, anna)
    with pytest.raises(TaskIsClosed):
        task.complete(by=fresh(anna))
    assert Task.objects.filter(previous=task).count() == 1


def test_a_task_that_was_removed_makes_the_chain_wait_for_its_owner(run, anna, boris):
    step = steps(run)[0]
    step.task.drop(by=fresh(anna))
    step.refresh_from_db()
    assert (step.state, step.waits_for) == ("planned", "dropped")
    assert notices(anna) == ["chain.waits"]
    run.name_executor(step, boris, by=fresh(anna))
    step.refresh_from_db()
    assert step.is_going
    assert step.executor == boris


def test_a_removal_taken_back_goes_on(run, anna):
    step = steps(run)[0]
    step.task.drop(by=fresh(anna))
    step.task.reopen(by=fresh(anna))
    step.refresh_from_db()
    assert (step.state, step.waits_for) == ("in_work", "")


def test_whoever_left_is_not_given_a_step_and_the_owner_names_somebody(run, anna, boris, vera, admin):
    boris.deactivate(by=admin)
    done(steps(run)[0], anna)
    step = steps(run)[1]
    assert (step.state, step.waits_for) == ("planned", "nobody")
    assert notices(anna) == ["chain.waits"]
    with pytest.raises(CannotDoStep):
        run.name_executor(step, boris, by=fresh(anna))
    run.name_executor(step, vera, by=fresh(anna))
    step.refresh_from_db()
    assert step.executor == vera
    assert step.state == "attention", "whom one may not give tasks to accepts them first"


def test_a_position_goes_to_whoever_has_least_to_do(anna, boris, vera, deal):
    seller = Position.objects.create(name="Seller")
    for person in (boris, vera):
        person.position = seller
        person.save(update_fields=["position"])
    make_task(boris)
    template = make_template([plan("a", "Sell", executor_kind="position", executor_position=seller)])
    assert steps(start(template, anna, deal))[0].executor == vera


def test_whoever_is_away_is_passed_over_while_somebody_is_at_work(anna, boris, vera, deal):
    seller = Position.objects.create(name="Seller")
    for person in (boris, vera):
        person.position = seller
        person.save(update_fields=["position"])
    make_task(boris)
    day = clock.now().date()
    Absence.objects.create(user=vera, from_on=day, to_on=day, known_from=clock.now())
    template = make_template([plan("a", "Sell", executor_kind="position", executor_position=seller)])
    assert steps(start(template, anna, deal))[0].executor == boris


def test_nobody_in_the_position_of_the_first_step_is_a_refusal(anna, boris, deal):
    empty = Position.objects.create(name="Engineer")
    template = make_template([plan("a", "Mount", executor_kind="position", executor_position=empty)])
    with pytest.raises(NobodyToBegin):
        start(template, anna, deal)
    assert not ChainRun.objects.exists()
    assert not Task.objects.exists()
    run = start(template, anna, deal, executors={template.snapshot()[0]["key"]: boris})
    assert steps(run)[0].executor == boris


def test_the_owner_of_the_card_is_who_owns_it_when_it_is_their_turn(anna, boris, head, deal):
    template = make_template([plan("a", "Ask", anna, next="b"), plan("b", "Sell", executor_kind="owner")])
    run = start(template, anna, deal)
    deal.give_to(boris, by=fresh(head))
    done(steps(run)[0], anna)
    assert steps(run)[1].task.owner == boris


def test_one_token_begins_one_chain(anna, boris, vera, deal):
    template, token = relay(anna, boris, vera), "6c1f8a44-0d3e-4a57-9c55-8f0c4d8f0001"
    assert start(template, anna, deal, token=token).pk == start(template, anna, deal, token=token).pk
    assert ChainRun.objects.count() == 1
    assert Task.objects.count() == 1


def test_who_may_not_change_the_card_begins_nothing(anna, boris, vera, auditor, deal):
    template = relay(anna, boris, vera)
    for person in (boris, vera, auditor):
        with pytest.raises(NotAllowed):
            start(template, person, deal)
    assert not Task.objects.exists()


def test_a_retired_template_begins_nothing(anna, boris, vera, admin, deal):
    template = relay(anna, boris, vera)
    template.retire(by=fresh(admin))
    with pytest.raises(TemplateRetired):
        start(template, anna, deal)


def test_a_changed_template_leaves_running_chains_alone(run, anna, admin):
    run.template.shape(by=fresh(admin), name="Relay", steps=[plan("x", "All anew", anna)], version=run.template.version)
    done(steps(run)[0], anna)
    assert states(run)[1] == ("Make the deal", "in_work")


def test_whose_turn_came_late_is_not_late_for_the_one_before(run, anna, boris, monkeypatch):
    at(monkeypatch, "2026-11-24T10:00:00")
    first = steps(run)[0]
    assert first.late_by(clock.now())
    done(first, anna)
    second, third = steps(run)[1:]
    assert second.planned_start == clock.now()
    assert second.task.due_at == second.planned_finish > clock.now()
    assert third.planned_start >= second.planned_finish


# -- what goes on is changed -----------------------------------------------------------


def test_a_stopped_chain_puts_its_open_work_away(run, anna, boris, head):
    with pytest.raises(ReasonNeeded):
        run.stop("  ", by=fresh(anna))
    with pytest.raises(NotAllowed):
        run.stop("Enough", by=fresh(boris))
    run.stop("The client went away", by=fresh(head))
    assert [state for _title, state in states(run)] == ["stopped"] * 3
    assert not Task.objects.open().exists()
    with pytest.raises(TooLateToUndo):
        Task.objects.get().reopen(by=fresh(head))
    assert notices(anna) == ["chain.stopped"]
    with pytest.raises(RunIsOver):
        run.stop("Again", by=fresh(head))


def test_a_lost_deal_ends_its_chain(run, deal):
    deal.loss_reason = LossReason.objects.first() or LossReason.objects.create(name="Price", funnel=deal.funnel)
    deal.closed_at = clock.now()
    deal.save(update_fields=["loss_reason", "closed_at"])
    settle(deal, SimpleNamespace(way=CardMove.Way.LOST))
    run.refresh_from_db()
    assert run.state == "stopped"
    assert run.stop_reason


def test_replanned_steps_take_the_later_ones_along(run, anna, boris):
    first, second, third = steps(run)
    finish = datetime(2026, 11, 20, 12, tzinfo=UTC)
    length = third.planned_finish - third.planned_start
    run.replan(first, first.planned_start, finish, by=fresh(anna), version=run.version)
    first.refresh_from_db()
    assert first.planned_finish == finish == first.task.due_at
    moved = steps(run)[1:]
    assert moved[0].planned_start == finish
    assert moved[1].planned_start == moved[0].planned_finish
    assert moved[1].planned_finish.astimezone(UTC).weekday() < 5
    assert length
    run.refresh_from_db()
    assert run.planned_end_at == moved[1].planned_finish
    with pytest.raises(ChangedMeanwhile):
        run.replan(second, finish, moved[0].planned_finish, by=fresh(anna), version=run.version - 1)


def test_dates_that_cannot_be_are_refused(run, anna, boris):
    first, second, _third = steps(run)
    early = datetime(2026, 11, 10, 12, tzinfo=UTC)
    for begins, ends, code in [
        (second.planned_finish, second.planned_start, "ends_before_it_begins"),
        (early, second.planned_finish, "in_the_past"),
        (first.planned_start, second.planned_finish, "before_the_one_before"),
    ]:
        with pytest.raises(WrongDates) as refusal:
            run.replan(second, begins, ends, by=fresh(anna))
        assert refusal.value.code == code
    with pytest.raises(NotAllowed):
        run.replan(second, second.planned_start, second.planned_finish, by=fresh(boris))


def test_a_step_in_work_is_given_by_its_task(run, anna, boris, head):
    first = steps(run)[0]
    with pytest.raises(StepHasBegun):
        run.name_executor(first, boris, by=fresh(anna))
    first.task.give_to(boris, by=fresh(head))
    assert steps(run)[0].executor == boris


def test_a_template_tells_who_does_a_step_after_a_dismissal(anna, boris, vera, head, admin):
    template = relay(anna, boris, vera)
    hand_over(anna, others={"chain_templates": boris}, by=fresh(admin))

    assert [step.person for step in template.steps.all()] == [boris, boris, vera]
    told = Entry.objects.get(subject_kind="chain_template", subject_id=template.pk, verb="chain_executor")
    assert told.details == {"step": "Find the client", "before": str(anna), "to": str(boris)}
    with override("en"):
        assert "gave the step" in str(read(told))


def test_steps_to_come_go_with_the_hand_over(run, anna, boris, vera, head):
    assert ChainRun.give_planned(boris, vera, fresh(head), 100) == 1
    assert steps(run)[1].executor == vera
    assert ChainRun.watch_all(anna, head, fresh(head), 100) == 1
    run.refresh_from_db()
    assert run.owner == head


def test_a_chain_of_a_lead_goes_on_with_its_deal(anna, stages):
    make_funnel("Leads", cards="leads")
    lead = Lead.receive({"person": "Nina"}, by=anna, owner=anna)
    run = start(make_template([plan("a", "Call", anna, next="b"), plan("b", "Visit", anna)]), anna, lead)
    deal = convert(lead, by=fresh(anna))
    run.refresh_from_db()
    assert (run.lead, run.deal) == (None, deal)
    done(steps(run)[0], anna)
    assert steps(run)[1].task.subject == deal


def test_templates_name_whoever_takes_over(run, anna, boris, vera, admin):
    dismiss(vera, to=boris, by=fresh(admin))
    assert [one["person"] for one in ChainTemplate.objects.get().snapshot()] == [anna.pk, boris.pk, boris.pk]
    assert steps(run)[2].executor == boris
    assert estates_of(vera) == []


# -- who sees it ------------------------------------------------------------------------


def test_who_sees_the_card_or_works_in_it_sees_the_chain(run, anna, boris, vera, egor, head, head2, auditor):
    def see():
        return {name for name, one in people.items() if ChainRun.objects.visible_to(fresh(one)).exists()}

    people = {"anna": anna, "boris": boris, "vera": vera, "egor": egor, "head": head, "head2": head2, "auditor": auditor}
    assert see() == {"anna", "boris", "vera", "head", "auditor"}
    run.stop("Enough", by=fresh(anna))
    assert see() == {"anna", "head", "auditor"}


def test_a_standalone_chain_is_seen_by_those_who_see_its_owners_tasks(anna, boris, vera, head):
    run = start(make_template([plan("a", "Order paper", anna)]), anna)
    assert run.subject is None
    assert ChainRun.objects.visible_to(fresh(head)).exists()
    assert not ChainRun.objects.visible_to(fresh(vera)).exists()


# -- two at once --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_completions_at_once_begin_the_next_step_once(run, anna, head):
    task = steps(run)[0].task
    refused = []

    def complete(person):
        try:
            Task.objects.get(pk=task.pk).complete(by=fresh(person))
        except TaskIsClosed as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=complete, args=[person]) for person in (anna, head)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(refused) == 1
    assert Task.objects.filter(previous=task).count() == 1
    assert RunStep.objects.filter(state="in_work").count() == 1


@pytest.mark.django_db(transaction=True)
def test_stopped_and_done_at_once_never_wait_for_each_other(run, anna, head):
    task = steps(run)[0].task
    refused = []

    def complete():
        try:
            Task.objects.get(pk=task.pk).complete(by=fresh(anna))
        except TaskIsClosed as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    def stop():
        try:
            ChainRun.objects.get(pk=run.pk).stop("Enough", by=fresh(head))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for act in (complete, stop)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    run.refresh_from_db()
    assert run.state == "stopped"
    assert not Task.objects.open().exists()


def test_every_fact_is_told(run, anna, boris):
    done(steps(run)[0], anna)
    run.stop("Enough", by=fresh(anna))
    for entry in Entry.objects.filter(subject_kind="chain_run"):
        assert has_sentence("chain_run", entry.verb), entry.verb
