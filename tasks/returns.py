"""A lost deal whose reason says «return in N months» comes back as one task."""

import uuid

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Workspace
from crm_project.lib import clock
from crm_project.lib.months import months_later
from deals.models import CardMove

from .models import Task, TaskType

NAMESPACE = uuid.UUID("7b1d5a2e-6f4c-4b0e-9a53-1f2f6f0e9c11")


def plan_return(card, move, **kwargs):
    """Heard when a move can no longer be undone; the same move heard twice plans one task."""
    reason = card.loss_reason
    if card.kind != "deal" or move.way != CardMove.Way.LOST or not reason or not reason.return_in_months:
        return None
    owner = card.owner if card.owner and card.owner.is_active else card.department.head
    kind = TaskType.objects.live().first()
    if owner is None or kind is None:
        return None
    workspace = Workspace.current()
    with override(workspace.language):
        title = _("Return to the deal: %(reason)s") % {"reason": reason.name}
    day = months_later(clock.today(workspace.zone), reason.return_in_months)
    token = uuid.uuid5(NAMESPACE, str(move.pk))
    return Task.plan(title=title, type=kind, owner=owner, by=None, due_on=day, subject=card, remind_minutes=0, token=token)
