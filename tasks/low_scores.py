"""A low score of a buyer is a task for the head, once a deal."""

import uuid

from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Workspace
from crm_project.lib import clock
from deals.signals import score_given

from .models import Task, TaskType

NAMESPACE = uuid.UUID("a4c0ce9e-6d0e-4a39-9f0c-53f1b6a0f0d2")


@receiver(score_given, dispatch_uid="tasks.look_into_low_score")
def look_into_low_score(sender, score, is_low, **kwargs):
    """An answer that is changed afterwards makes no second task."""
    kind, owner = TaskType.objects.live().first(), _head_of(score.deal)
    if not is_low or kind is None or owner is None:
        return
    company = Workspace.current()
    with override(company.language):
        title = _("Low score, %(value)s of 10: find out why") % {"value": score.value}
    facts = {"due_on": clock.today(company.zone), "note": score.comment, "token": uuid.uuid5(NAMESPACE, str(score.pk))}
    Task.plan(title=title, type=kind, owner=owner, by=None, subject=score.deal, **facts)


def _head_of(deal):
    """The head of the department, else the superior of the owner, else the owner."""
    people = [deal.department.head, deal.owner.superior if deal.owner else None, deal.owner]
    return next((person for person in people if person and person.is_active), None)
