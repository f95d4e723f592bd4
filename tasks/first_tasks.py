"""Whoever gets a new lead gets its first task: what to do first, with the plan and the words to begin with."""

import uuid

from django.dispatch import receiver
from django.utils import translation

from accounts.models import Workspace
from crm_project.lib import clock
from leads.models import FirstAnswer
from leads.signals import lead_handed_out, lead_owned

from .models import Task, TaskType
from .reminding import next_working_day

NAMESPACE = uuid.UUID("0c9f4d5e-3a5b-4a53-9a27-5d0f1d3a7b11")


@receiver(lead_handed_out, dispatch_uid="tasks.first_task_of_a_lead")
def plan_first_task(sender, lead, hand_out, **kwargs):
    """One task per hand-out; the one of whoever did not answer is needed no more."""
    for task in Task.objects.about(lead).open().of_tokens([_token(pk) for pk in lead.hand_outs.values_list("pk", flat=True)]):
        task.drop(by=None)
    if hand_out:
        due = {"due_at": hand_out.answer_by} if hand_out.answer_by else {"due_on": _next_day_of(hand_out.user)}
        _plan(lead, hand_out.user, _token(hand_out.pk), hand_out.scenario.first_task, due)


@receiver(lead_owned, dispatch_uid="tasks.first_task_of_an_owned_lead")
def plan_once(sender, lead, **kwargs):
    """For the first who answers for it without a scenario; an earlier first task is enough."""
    tokens = [_token(f"lead:{lead.pk}"), *(_token(pk) for pk in lead.hand_outs.values_list("pk", flat=True))]
    if not Task.objects.of_tokens(tokens).exists():
        _plan(lead, lead.owner, tokens[0], "", {"due_on": _next_day_of(lead.owner)})


def _plan(lead, owner, token, title, due):
    answer = FirstAnswer.objects.for_source(lead.source_id)
    title = title or (answer.first_task if answer else "")
    kind = TaskType.objects.live().first() if title else None
    if kind:
        with translation.override(owner.language or Workspace.current().language):
            note = answer.note if answer else ""
        Task.plan(title=title, type=kind, owner=owner, by=None, subject=lead, token=token, note=note, **due)


def _next_day_of(person):
    """Today, or the first day on which the person works again."""
    return next_working_day(person, clock.today(Workspace.current().zone))


def _token(name):
    return uuid.uuid5(NAMESPACE, str(name))
