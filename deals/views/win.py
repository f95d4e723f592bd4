from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog

from ..forms import ReasonForm, WinForm
from ..models import Deal
from ..permissions import may_see_money
from ..refusals import AlreadyMoved, CardIsClosed, MissingFields, NotAllowed
from ..win_checks import checks_of, name_when_won
from .answers import already_moved, changed, told


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
def win(request, pk):
    """Close as won: every check passed, in one list. Where the head confirms, this asks the head."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    if not deal.is_open:
        return told(request, deal, _("The deal is already closed."))
    missing = [check.field for check in checks_of(deal) if not check.is_passed and not check.advice]
    if request.method == "GET" or "seen" not in request.POST:
        form = WinForm(card=deal, user=request.user, wanted=missing)
        form.initial["seen"] = deal.stage_id
        return _ask(request, deal, form, 200 if request.method == "GET" else 422)

    form = WinForm(request.POST, request.FILES, card=deal, user=request.user, wanted=missing, required=False)
    if not form.is_valid():
        return _ask(request, deal, form, 422)
    return _win(request, deal, form)


@right(flag="confirm_win")
@require_http_methods(["GET", "POST"])
def decline_win(request, pk):
    """The head does not confirm: the deal stays, its owner reads what to mend."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).awaiting_confirmation(), pk=pk)
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return dialog(request, "deals/win/decline.html", {"deal": deal, "form": form}, status=status)
    try:
        deal.decline_win(by=request.user, reason=form.cleaned_data["reason"])
    except NotAllowed:
        return told(request, deal, _("You may only look at this deal."))
    return changed(request, deal, _("The win is not confirmed"))


def _win(request, deal, form):
    try:
        move = deal.win(by=request.user, seen=form.cleaned_data["seen"], values=form.values)
    except MissingFields:
        deal.refresh_from_db()
        return _ask(request, deal, form, 422)
    except AlreadyMoved as refusal:
        return already_moved(request, refusal)
    except CardIsClosed:
        return told(request, deal, _("The deal is already closed."))
    except NotAllowed:
        return told(request, deal, _("Not closed: you may only look at this deal."))
    if move is None:
        return changed(request, deal, _("The head is asked to confirm the win"))
    return changed(request, deal, _("{deal}: won").format(deal=deal.name), reverse("deals:undo", args=[deal.pk, move.pk]))


def _ask(request, deal, form, status):
    checks = checks_of(deal, form, request.user)
    context = {
        "deal": deal,
        "form": form,
        "checks": checks,
        "passed": sum(check.is_passed for check in checks),
        "name": name_when_won(deal),
        "sees_money": may_see_money(request.user),
        "asks_head": deal.funnel.head_confirms_win and not request.user.may_decide("confirm_win", deal),
    }
    return dialog(request, "deals/win/dialog.html", context, status=status)
