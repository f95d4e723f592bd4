from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog

from ..forms import LoseForm
from ..models import Deal
from ..permissions import may_see_money
from ..refusals import AlreadyMoved, CardIsClosed, NotAllowed, ReasonNeeded
from .answers import already_moved, changed, form_for_editors, told


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def lose(request, pk):
    """Close as lost: never without a reason of the funnel's dictionary."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    reasons = deal.funnel.loss_reasons.live()
    if request.method == "GET" or not set(request.POST) & {"comment", "reason"}:
        if not deal.is_open:
            return told(request, deal, _("The deal is already closed."))
        form = LoseForm(reasons=reasons, initial={"seen": deal.stage_id})
        return _ask(request, deal, form, 200 if request.method == "GET" else 422)

    form = LoseForm(request.POST, reasons=reasons)
    if not form.is_valid():
        return _ask(request, deal, form, 422)
    return _lose(request, deal, form)


def _lose(request, deal, form):
    facts = form.cleaned_data
    try:
        move = deal.lose(facts["reason"], by=request.user, comment=facts["comment"], competitor=facts["competitor"], seen=facts["seen"])
    except ReasonNeeded as refusal:
        form.add_refusal(refusal)
        return _ask(request, deal, form, 422)
    except AlreadyMoved as refusal:
        return already_moved(request, refusal)
    except CardIsClosed:
        return told(request, deal, _("The deal is already closed."))
    except NotAllowed:
        return told(request, deal, _("Not closed: you may only look at this deal."))
    return changed(request, deal, _("{deal}: lost").format(deal=deal.name), reverse("deals:undo", args=[deal.pk, move.pk]))


def _ask(request, deal, form, status):
    context = {"deal": deal, "form": form, "sees_money": may_see_money(request.user)}
    return dialog(request, "deals/lose/dialog.html", context, status=status)
