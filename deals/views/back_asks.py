"""A card only moves forward: who may not take it back asks the head, who answers by one click."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog

from ..forms import AskBackForm, VerdictForm
from ..models import Ask, Deal
from ..permissions import may_answer_back, may_ask_back
from ..refusal_words import lapsed, not_asked
from ..refusals import AlreadyAnswered, AlreadyMoved, NotAllowed, Refused, StageIsBehind, StageOfAnotherFunnel
from .answers import already_moved, changed, told

EVENTS = ("ask:changed", "live:timeline")


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
def ask(request, pk):
    """Ask that the card be taken back: to which stage, and why."""
    deal = _deal(request, pk)
    if not may_ask_back(request.user, deal):
        return told(request, deal, _may_not(request.user, deal))
    form = ask_form(deal, request.POST or None, request.GET.get("stage"))
    if request.method == "GET" or not form.is_valid():
        return ask_dialog(request, deal, form, 422 if request.method == "POST" else 200)
    facts = form.cleaned_data
    try:
        asked = Ask.put_back(deal, facts["stage"], by=request.user, why=facts["reason"], seen=facts["seen"], token=facts["token"])
    except AlreadyMoved as refusal:
        return already_moved(request, refusal)
    except (StageIsBehind, StageOfAnotherFunnel) as refusal:
        form.add_error("stage", not_asked(refusal))
        return ask_dialog(request, deal, form, 422)
    except Refused as refusal:
        return told(request, deal, not_asked(refusal))
    is_new = asked.token is not None and asked.token == facts["token"]
    words = _("The head is asked to take the deal back to “{stage}”") if is_new else _("The head is asked already: back to “{stage}”")
    return changed(request, deal, words.format(stage=asked.stage.name), events=EVENTS)


@right(flag="move_back")
@require_POST
def grant(request, pk, ask_pk):
    """Yes: the card goes back at once."""
    deal, one = _found(request, pk, ask_pk)
    try:
        one.answer(True, by=request.user)
    except Refused as refusal:
        return _no(request, deal, refusal, one)
    return changed(request, deal, _("{deal}: back at “{stage}”").format(deal=deal.name, stage=one.stage.name), events=EVENTS)


@right(flag="move_back")
@require_http_methods(["GET", "POST"])
def decline(request, pk, ask_pk):
    """No, with a word why."""
    deal, one = _found(request, pk, ask_pk)
    if not may_answer_back(request.user, deal) or one.asked_by_id == request.user.pk:
        return _no(request, deal, NotAllowed(), one)
    if one.answered_at:
        return _no(request, deal, AlreadyAnswered(one))
    form = VerdictForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return dialog(request, "deals/asks/decline.html", {"deal": deal, "ask": one, "form": form}, status=422 if form.is_bound else 200)
    try:
        one.answer(False, by=request.user, word=form.cleaned_data["word"])
    except Refused as refusal:
        return _no(request, deal, refusal)
    return changed(request, deal, _("Not allowed"), events=EVENTS)


@right("deal", "edit")
@require_POST
def withdraw(request, pk, ask_pk):
    """Who asked needs it no more."""
    deal, one = _found(request, pk, ask_pk)
    try:
        one.withdraw(by=request.user)
    except Refused as refusal:
        return _no(request, deal, refusal)
    return changed(request, deal, _("The request is withdrawn"), events=EVENTS)


def ask_form(deal, data=None, stage=None):
    stages = deal.funnel.stages.live().open().staying().behind(deal.stage)
    first = stage if str(stage or "").isdecimal() else None
    return AskBackForm(data, stages=stages, initial={"stage": first or stages.last(), "seen": deal.stage_id})


def ask_dialog(request, deal, form, status):
    known = deal.asks.open().of_kind(Ask.Kind.BACK).for_panel().first()
    context = {"deal": deal, "form": form, "known": known, "action": reverse("deals:ask-back", args=[deal.pk])}
    return dialog(request, "deals/asks/back.html", context, status=status)


def _deal(request, pk):
    return get_object_or_404(Deal.objects.visible_to(request.user).live().for_move(), pk=pk)


def _found(request, pk, ask_pk):
    deal = _deal(request, pk)
    return deal, get_object_or_404(deal.asks.of_kind(Ask.Kind.BACK).for_panel(), pk=ask_pk)


def _no(request, deal, refusal, ask=None):
    if isinstance(refusal, AlreadyMoved):
        return already_moved(request, refusal)
    if isinstance(refusal, NotAllowed) and ask and ask.asked_by_id == request.user.pk:
        return told(request, deal, _("Nobody answers their own question."), events=EVENTS)
    words = lapsed(refusal.ask) if isinstance(refusal, AlreadyAnswered) else not_asked(refusal)
    return told(request, deal, words, events=EVENTS)


def _may_not(user, deal):
    if not deal.is_open:
        return _("The deal is closed.")
    if user.may_decide("move_back", deal):
        return _("You take deals back yourself.")
    return _("You may only look at this deal.")
