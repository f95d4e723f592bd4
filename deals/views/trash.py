from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import right

from ..models import Deal
from ..refusal_words import not_discarded
from ..refusals import NotAllowed
from .answers import changed, told


@right("deal", "delete")
@require_POST
def discard(request, pk):
    """Into the trash, at once; the toast takes it back, and so does the list of the trash for thirty days."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    try:
        deal.discard(by=request.user)
    except NotAllowed as refusal:
        return told(request, deal, not_discarded(refusal))
    return changed(request, deal, _("{deal}: in the trash").format(deal=deal.name), reverse("deals:restore", args=[deal.pk]))


@right("deal", "delete")
@require_POST
def restore(request, pk):
    deal = get_object_or_404(Deal.objects.visible_to(request.user).in_trash().for_card(), pk=pk)
    try:
        deal.restore(by=request.user)
    except NotAllowed as refusal:
        return told(request, deal, not_discarded(refusal))
    return changed(request, deal, _("{deal}: out of the trash").format(deal=deal.name), is_fresh=True)
