from datetime import date, timedelta

import pytest

from contacts import refusals as contact_refusals
from crm_project.lib import clock
from deals import refusals as deal_refusals
from deals.models import Act
from notifications.models import Notice
from tasks.models import Task, TaskResult, TaskType
from tasks.refusals import ForeignResult, NotAllowed, ResultNeeded, TaskIsClosed, TooLateToUndo
from tests.factories import make_contact, make_deal, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return TaskType.objects.create(name="Meeting", code="meeting", needs_text=True)


# -- planning ---------------------------------------------------------------------


def test_one_token_makes_one_task(anna):
    token = "7d9a1c1e-3f9b-4d4c-9a57-2d1c54d7e0aa"

    first = make_task(anna, by=anna, token=token)
    second = make_task(anna, by=anna, token=token)

    assert first == second
    assert Task.objects.count() == 1


def test_a_manager_gives_tasks_only_to_herself(anna, boris, vera):
    for other in (boris, vera):
        with pytest.raises(NotAllowed):
            make_task(other, by=anna)

    assert make_task(anna, by=anna).owner == anna


def test_the_head_gives_a_task_and_its_owner_is_told(head, anna, vera):
    task = make_task(anna, by=head, title="Call Zarya")

    assert [(notice.recipient, notice.verb) for notice in Notice.objects.all()] == [(anna, "task.given")]
    assert task.author == head
    with pytest.raises(NotAllowed):
        make_task(vera, by=head)


def test_who_plans_for_oneself_is_told_nothing(anna):
    make_task(anna, by=anna)

    assert not Notice.objects.exists()


def test_the_auditor_plans_nothing(auditor):
    with pytest.raises(NotAllowed):
        make_task(auditor, by=auditor)


# -- completing -------------------------------------------------------------------


def test_a_completed_task_counts_as_an_act_of_its_deal(anna, stages):
    deal = make_deal(anna)
    task = make_task(anna, deal=deal, by=anna)

    task.complete(by=anna, text="Agreed")

    assert [(act.kind, act.by) for act in deal.acts.all()] == [(Act.Kind.TASK, anna)]
    assert [entry.verb for entry in deal.entries.order_by("pk")] == ["created", "task_planned", "task_done"]


def test_whoever_only_looks_on_is_given_nothing(client, anna, boris, admin, auditor, stages):
    deal = make_deal(anna)
    task = make_task(anna, deal=deal)
    for act in (lambda: task.give_to(auditor, by=admin), lambda: make_task(auditor, by=admin)):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(deal_refusals.NotAllowed):
        deal.give_to(auditor, by=admin)
    with pytest.raises(contact_refusals.NotAllowed):
        make_contact(anna).give_to(auditor, by=admin)

    client.force_login(admin)
    for address in (f"/tasks/{task.pk}/give/", f"/deals/{deal.pk}/owner/"):
        assert boris in client.get(address).context["form"].fields["owner"].queryset
        assert client.post(address, {"owner": auditor.pk}).status_code == 422
    task.refresh_from_db(), deal.refresh_from_db()
    assert (task.owner, deal.owner) == (anna, anna)


def test_planning_moving_and_giving_are_no_acts(anna, head, stages):
    deal = make_deal(anna)
    task = make_task(anna, deal=deal, by=head)

    task.move_due(by=anna, due_on=date(2026, 12, 1))
    task.give_to(head, by=head)
    task.drop(by=head)

    assert not deal.acts.exists()


def test_a_type_may_demand_words(anna, meeting):
    task = Task.plan(title="Meet", type=meeting, owner=anna, by=anna, due_on=date(2026, 12, 1))

    with pytest.raises(ResultNeeded):
        task.complete(by=anna, text=" \u200e ")
    task.complete(by=anna, text="Held")

    assert not task.is_open


def test_a_result_is_a_word_of_the_type(anna, meeting):
    held = TaskResult.objects.create(type=meeting, name="Held")
    task = make_task(anna, by=anna)

    with pytest.raises(ForeignResult):
        task.complete(by=anna, result=held)

    task.refresh_from_db()
    assert task.is_open


def test_the_next_task_is_planned_with_the_completion_or_not_at_all(anna, vera, stages):
    deal = make_deal(anna)
    task = make_task(anna, deal=deal, by=anna)
    facts = {"title": "Next", "type": task.type, "due_on": date(2026, 12, 1)}

    with pytest.raises(NotAllowed):
        task.complete(by=anna, then=facts | {"owner": vera})
    task.refresh_from_db()
    assert task.is_open
    following = task.complete(by=anna, then=facts | {"owner": anna})

    assert (following.deal, following.previous, following.is_open) == (deal, task, True)


def test_of_two_who_complete_a_task_the_second_is_told(anna, head):
    task = make_task(anna, by=head)
    seen_by_head = Task.objects.get(pk=task.pk)

    task.complete(by=anna)

    with pytest.raises(TaskIsClosed) as refusal:
        seen_by_head.complete(by=head)
    assert refusal.value.task.done_by == anna


@pytest.mark.parametrize("act", ["complete", "drop", "move_due", "give_to"])
def test_nobody_else_touches_a_task(boris, anna, act):
    task = make_task(anna, by=anna)
    facts = {"move_due": {"due_on": date(2026, 12, 1)}, "give_to": {"owner": boris}}.get(act, {})

    with pytest.raises(NotAllowed):
        getattr(task, act)(by=boris, **facts)

    task.refresh_from_db()
    assert (task.is_open, task.owner, task.moved_count) == (True, anna, 0)


# -- undoing ----------------------------------------------------------------------


def test_a_completion_is_taken_back_with_its_act_and_its_next_task(anna, stages):
    deal = make_deal(anna)
    make_task(anna, deal=deal, by=anna, title="Other").complete(by=anna)
    task = make_task(anna, deal=deal, by=anna)
    following = task.complete(by=anna, then={"title": "Next", "type": task.type, "owner": anna, "due_on": date(2026, 12, 1)})

    task.reopen(by=anna)

    following.refresh_from_db()
    assert task.is_open
    assert not following.is_open
    assert deal.acts.count() == 1


def test_only_its_author_takes_a_completion_back_and_only_for_seconds(anna, head):
    task = make_task(anna, by=anna)
    task.complete(by=anna)

    with pytest.raises(TooLateToUndo):
        task.reopen(by=head)
    Task.objects.filter(pk=task.pk).update(done_at=clock.now() - timedelta(seconds=11))
    with pytest.raises(TooLateToUndo):
        task.reopen(by=anna)


def test_a_removed_task_comes_back_within_seconds(anna):
    task = make_task(anna, by=anna)
    task.drop(by=anna, reason="Twice")

    task.reopen(by=anna)

    assert task.is_open


def test_a_new_date_taken_back_is_not_counted(anna):
    due = clock.now()
    task = make_task(anna, by=anna, due_at=due)

    task.move_due(by=anna, due_on=date(2026, 12, 1))
    task.take_back(by=anna)

    assert (task.due_at, task.due_on, task.moved_count) == (due, None, 0)
    with pytest.raises(TooLateToUndo):
        make_task(anna, by=anna).take_back(by=anna)


def test_moves_are_counted(anna):
    task = make_task(anna, by=anna)

    task.move_due(by=anna, due_on=date(2026, 12, 1))
    task.move_due(by=anna, due_on=date(2026, 12, 2))

    assert task.moved_count == 2
