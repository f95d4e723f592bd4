"""The head is asked for a discount or a delay, and answers by one click."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, page_or_fragment, refused

from ..ask_panel import panel_of
from ..models import Ask, Deal
from ..payment_forms import AskForm
from ..permissions import may_ask, may_see_money
from ..refusals import AlreadyAnswered, AlreadyAsked, NotAllowed
from .answers import CHANGED


@right("deal", "see")
@require_GET
def panel(request, pk):
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_move(), pk=pk)
    context = panel_of(deal, request.user)
    return page_or_fragment(request, "deals/asks/of_deal.html", "deals/asks/_panel.html", context)


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
def ask(request, pk, kind):
    """`kind`: discount or delay."""
    if kind not in (Ask.Kind.DISCOUNT, Ask.Kind.DELAY):
        raise Http404
    deal = _deal(request, pk)
    if not may_ask(request.user, deal):
        return _no(request, deal, _may_not(request.user, deal))
    if kind == Ask.Kind.DELAY and not deal.expected_payments.unpaid().exists():
        return _no(request, deal, _("First say what payment is expected and when."))
    form = AskForm(request.POST or None, deal=deal, kind=kind)
    try:
        if form.is_valid() and form.save(by=request.user):
            return _done(request, deal, _("The head is asked"))
    except NotAllowed:
        return _no(request, deal, _may_not(request.user, deal))
    except AlreadyAsked:
        return _no(request, deal, _("The head is asked already and has not answered yet."))
    context = {"deal": deal, "form": form, "kind": kind}
    return dialog(request, "deals/asks/dialog.html", context, status=422 if form.is_bound else 200)


@right(flag="confirm_win")
@require_POST
def grant(request, pk, ask_pk):
    return _answer(request, pk, ask_pk, True)


@right(flag="confirm_win")
@require_POST
def decline(request, pk, ask_pk):
    return _answer(request, pk, ask_pk, False)


def _answer(request, pk, ask_pk, is_granted):
    deal = _deal(request, pk)
    one = get_object_or_404(deal.asks.about_money(), pk=ask_pk)
    try:
        one.answer(is_granted, by=request.user)
    except NotAllowed:
        return _no(request, deal, _("You may only look at this deal."))
    except AlreadyAnswered as refusal:
        return _no(request, deal, _said(refusal.ask))
    return _done(request, deal, _("Allowed") if is_granted else _("Not allowed"))


def _may_not(user, deal):
    if deal.stage.kind == "lost":
        return _("The deal is closed.")
    if user.may_decide("confirm_win", deal):
        return _("You answer such questions yourself: change the lines or the day at once.")
    return _("You may only look at this deal.")


def _said(ask):
    if ask.answered_at is None:
        return _("The payment is no longer expected: there is nothing to answer.")
    text = _("%(who)s has already allowed it.") if ask.is_granted else _("%(who)s has already declined it.")
    return text % {"who": ask.answered_by}


def _deal(request, pk):
    if not may_see_money(request.user):
        raise Http404
    return get_object_or_404(Deal.objects.visible_to(request.user).live().for_move(), pk=pk)


def _done(request, deal, words):
    return done(
        request, toast=words, events=(CHANGED, "ask:changed", "k:refresh", "live:timeline"), back=reverse("deals:card", args=[deal.pk])
    )


def _no(request, deal, words):
    return refused(request, toast=words, events=(CHANGED, "ask:changed"), back=reverse("deals:card", args=[deal.pk]))
