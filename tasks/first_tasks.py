"""Whoever is handed a lead gets the task its scenario plans: what to do first, by the time the lead would go on."""

import uuid

from django.dispatch import receiver

from accounts.models import Workspace
from crm_project.lib import clock
from leads.signals import lead_handed_out

from .models import Task, TaskType

NAMESPACE = uuid.UUID("0c9f4d5e-3a5b-4a53-9a27-5d0f1d3a7b11")


@receiver(lead_handed_out, dispatch_uid="tasks.first_task_of_a_lead")
def plan_first_task(sender, lead, hand_out, **kwargs):
    """One task per hand-out; the one of whoever did not answer is needed no more."""
    for task in Task.objects.about(lead).open().of_tokens([_token(pk) for pk in lead.hand_outs.values_list("pk", flat=True)]):
        task.drop(by=None)
    title = hand_out.scenario.first_task if hand_out else ""
    kind = TaskType.objects.live().first() if title else None
    if kind is None:
        return
    today = clock.today(Workspace.current().zone)
    due = {"due_at": hand_out.answer_by} if hand_out.answer_by else {"due_on": today}
    Task.plan(title=title, type=kind, owner=hand_out.user, by=None, subject=lead, token=_token(hand_out.pk), **due)


def _token(pk):
    return uuid.uuid5(NAMESPACE, str(pk))
