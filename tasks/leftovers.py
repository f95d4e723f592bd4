"""What was planned for a card that is lost is no longer needed: it neither rings nor falls due."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Workspace
from deals.models import CardMove

from .models import Task


def drop_leftovers(card, move, **kwargs):
    """Heard when a loss can no longer be undone; heard twice, nothing is left to drop. What was planned after the loss stays."""
    if move.way != CardMove.Way.LOST or card.closed_at is None:
        return
    with override(Workspace.current().language):
        reason = _("the deal is lost") if card.kind == "deal" else _("the lead is rejected")
    # All are held before the first is dropped: whoever completes one of them holds it before the card it is about.
    for task in list(Task.objects.about(card).open().planned_until(move.at).locked()):
        task.drop(by=None, reason=reason)
