from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog

from ..forms import GiveForm
from ..models import Deal
from ..refusal_words import not_given
from ..refusals import NotAllowed
from .answers import changed, told


@right(flag="reassign")
@require_http_methods(["GET", "POST"])
def give(request, pk):
    """Another person answers for the deal from now on; the past stays with whom it was."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    form = GiveForm(request.POST or None, user=request.user, without=deal.owner_id)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return dialog(request, "deals/give/dialog.html", {"deal": deal, "form": form}, status=status)
    try:
        deal.give_to(form.cleaned_data["owner"], by=request.user)
    except NotAllowed as refusal:
        return told(request, deal, not_given(refusal))
    return changed(request, deal, _("{deal}: now with {owner}").format(deal=deal.name, owner=deal.owner))
