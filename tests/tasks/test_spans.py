"""At any past moment the spans tell what stood open then, with which owner and which due moment."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_project.lib import clock
from tasks.models import Task, TaskSpan
from tasks.refusals import Refused, TooLateToUndo
from tests.factories import make_deal, make_task

pytestmark = pytest.mark.django_db

STEPS = ["plan", "complete", "move", "give", "drop", "reopen", "take_back", "complete_and_plan"]


class Story:
    """Does what it is told to and keeps its own account of what is open."""

    def __init__(self, people, deal):
        self.people, self.deal = people, deal
        self.tasks, self.account = [], []
        self.day = date(2026, 12, 1)

    def do(self, step, number):
        try:
            getattr(self, f"_{step}")(number)
        except Refused:
            pass
        self.account.append((clock.now(), self._open_now()))

    def _open_now(self):
        return {(task.pk, task.owner_id, task.due_at, task.due_on) for task in Task.objects.open()}

    def _task(self, number):
        return self.tasks[number % len(self.tasks)] if self.tasks else self._plan(number)

    def _plan(self, number):
        task = make_task(self.people[number % 2], by=self.people[2], deal=self.deal, due_on=self.day)
        self.tasks.append(task)
        return task

    def _complete(self, number):
        self._task(number).complete(by=self.people[2])

    def _complete_and_plan(self, number):
        task = self._task(number)
        then = {"title": "Next", "type": task.type, "owner": self.people[1], "due_on": self.day}
        self.tasks.append(task.complete(by=self.people[2], then=then))

    def _move(self, number):
        self._task(number).move_due(by=self.people[2], due_at=clock.now() + timedelta(hours=number))

    def _give(self, number):
        self._task(number).give_to(self.people[number % 2], by=self.people[2])

    def _drop(self, number):
        self._task(number).drop(by=self.people[2])

    def _reopen(self, number):
        self._task(number).reopen(by=self.people[2])

    def _take_back(self, number):
        self._task(number).take_back(by=self.people[2])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), max_size=14))
def test_spans_tell_what_was_open_at_any_past_moment(anna, boris, head, stages, steps):
    Task.objects.all().delete()
    story = Story([anna, boris, head], make_deal(anna))

    for step, number in steps:
        story.do(step, number)

    for moment, was_open in story.account:
        told = {(span.task_id, span.owner_id, span.due_at, span.due_on) for span in TaskSpan.objects.at(moment)}
        assert told == was_open
    for task in Task.objects.all():
        spans = list(task.spans.order_by("recorded_at", "pk"))
        assert all(before.replaced_at <= after.recorded_at for before, after in itertools.pairwise(spans))
        assert spans[0].recorded_at == task.created_at
        assert (spans[-1].replaced_at == clock.FOREVER) == task.is_open


def test_new_terms_leave_no_moment_uncovered(anna, head):
    task = make_task(anna, by=head)

    task.move_due(by=anna, due_on=date(2026, 12, 1))
    task.give_to(head, by=head)

    first, second, third = task.spans.order_by("recorded_at")
    assert (first.replaced_at, second.replaced_at) == (second.recorded_at, third.recorded_at)


def test_a_change_is_taken_back_once(anna):
    task = make_task(anna, by=anna, due_on=date(2026, 12, 1))
    task.move_due(by=anna, due_on=date(2026, 12, 5))

    task.take_back(by=anna)
    with pytest.raises(TooLateToUndo):
        task.take_back(by=anna)

    task.refresh_from_db()
    assert (task.due_on, task.moved_count) == (date(2026, 12, 1), 0)


def test_a_completed_task_ends_its_span_at_that_moment(anna):
    task = make_task(anna, by=anna)

    task.complete(by=anna)

    assert task.spans.get().replaced_at == task.done_at
