from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog

from ..forms import BackForm
from ..models import Deal
from ..refusals import AlreadyMoved, NotAllowed, StageIsBehind, StageOfAnotherFunnel
from .answers import already_moved, changed, told


@right(flag="move_back")
@require_http_methods(["GET", "POST"])
def back(request, pk):
    """Take a card back or open a closed one again: by right, with a reason, noted in the history."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    form = back_form(deal, request.POST or None, request.GET.get("stage"))
    if not form.is_valid():
        return back_dialog(request, deal, form, 422 if request.method == "POST" else 200)

    facts = form.cleaned_data
    try:
        move = deal.move_back(facts["stage"], reason=facts["reason"], by=request.user, seen=facts["seen"])
    except AlreadyMoved as refusal:
        return already_moved(request, refusal)
    except (StageIsBehind, StageOfAnotherFunnel):
        return told(request, deal, _("The deal is not beyond this stage."))
    except NotAllowed:
        return told(request, deal, _("Not moved: you may only look at this deal."))
    words = _("{deal}: back at “{stage}”").format(deal=deal.name, stage=facts["stage"].name)
    return changed(request, deal, words, reverse("deals:undo", args=[deal.pk, move.pk]))


def back_form(deal, data=None, stage=None):
    stages = deal.funnel.stages.live().open().behind(deal.stage)
    first = stage if str(stage or "").isdecimal() else None
    return BackForm(data, stages=stages, initial={"stage": first or stages.last(), "seen": deal.stage_id})


def back_dialog(request, deal, form, status):
    return dialog(
        request, "deals/back/dialog.html", {"deal": deal, "form": form, "action": reverse("deals:back", args=[deal.pk])}, status=status
    )
