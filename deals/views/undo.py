from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import right

from ..models import Deal
from ..refusals import TooLateToUndo
from .answers import changed, told


@right("deal", "edit")
@require_POST
def undo(request, pk, move_pk):
    """A slip of the mouse: its author takes the move back within ten seconds."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).for_card(), pk=pk)
    move = get_object_or_404(deal.moves.all(), pk=move_pk)
    try:
        deal.undo(move, by=request.user)
    except TooLateToUndo:
        return told(request, deal, _("Too late to undo: a move stands after ten seconds."))
    words = _("Undone: {deal} is at “{stage}” again").format(deal=deal.name, stage=deal.stage.name)
    return changed(request, deal, words, is_fresh=True)
