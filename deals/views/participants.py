from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog

from ..forms import ParticipantForm
from ..models import Deal
from ..refusals import NotAllowed
from .answers import changed, told


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
def add(request, pk):
    """Another person takes part: a contact that one may see oneself."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    form = ParticipantForm(request.POST or None, user=request.user)
    if not form.is_valid():
        return dialog(request, "deals/participants.html", {"deal": deal, "form": form}, status=422 if form.is_bound else 200)
    facts = form.cleaned_data
    try:
        deal.add_participant(facts["contact"], role=facts["role"], by=request.user)
    except NotAllowed:
        return told(request, deal, _("You may only look at this deal."))
    return changed(request, deal, _("{name} takes part in the deal").format(name=facts["contact"]))


@right("deal", "edit")
@require_POST
def remove(request, pk, part_pk):
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    part = get_object_or_404(deal.participants.select_related("contact"), pk=part_pk)
    try:
        deal.remove_participant(part, by=request.user)
    except NotAllowed:
        return told(request, deal, _("You may only look at this deal."))
    return changed(request, deal, _("{name} no longer takes part").format(name=part.contact))
