"""Wins to check: the head looks at a part of the wins, the manager reads the remarks and answers once."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused

from ..check_forms import ReplyForm, WinCheckForm, WinCheckSettingsForm
from ..check_panel import check_panel, may_answer_check, may_reply, waiting_for
from ..dossier import dossier_of
from ..models import Deal, WinCheck, WinCheckSettings
from ..refusals import AlreadyAnswered, NotAllowed
from ..score_settings import rewrite_win_check_settings

SHOWN = 100
EVENTS = ("deal:changed", "live:timeline", "check:changed", "k:refresh")


@right(flag="confirm_win")
@require_GET
def wins(request):
    """What waits for this reader, and what was answered lately."""
    waiting = list(WinCheck.objects.awaiting(request.user).for_list()[:SHOWN])
    answered = WinCheck.objects.visible_to(request.user).standing().answered().for_list()[:SHOWN]
    context = {"waiting": waiting, "answered": answered, "share": WinCheckSettings.current().share, "menu": "deals"}
    return render(request, "deals/checks/wins.html", context)


@right(flag="confirm_win")
@require_http_methods(["GET", "POST"])
def check(request, pk):
    """The dossier of one win, and the verdict."""
    deal, one = _found(request, pk)
    if not may_answer_check(request.user, one):
        return _no(request, deal, _("This win is not yours to look at."))
    if one.checked_at:
        return _no(request, deal, _("%(who)s has already looked at this win.") % {"who": one.checked_by})
    form = WinCheckForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"deal": deal, "check": one, "form": form, "points": dossier_of(deal, request.user, form)}
        return dialog(request, "deals/checks/check.html", context, status=422 if form.is_bound else 200)
    try:
        one.answer(form.remarks, by=request.user)
    except AlreadyAnswered as refusal:
        return _no(request, deal, _("%(who)s has already looked at this win.") % {"who": refusal.ask.checked_by})
    except NotAllowed:
        return _no(request, deal, _("This win is not yours to look at."))
    return done(request, toast=_("The verdict is kept; the manager is told"), events=EVENTS, back=reverse("deals:wins-to-check"))


@right("deal", "see")
@require_http_methods(["GET", "POST"])
def reply(request, pk):
    """Whose win it is answers to the remarks, once."""
    deal, one = _found(request, pk)
    if one.owner_id != request.user.pk:
        raise Http404
    if one.replied_at:
        return _no(request, deal, _("You have answered already."))
    if not may_reply(request.user, one):
        return _no(request, deal, _("There is nothing to answer: the win is in order or was not looked at yet."))
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"deal": deal, "check": one, "form": form}
        return dialog(request, "deals/checks/reply.html", context, status=422 if form.is_bound else 200)
    try:
        one.respond(form.cleaned_data["text"], by=request.user)
    except AlreadyAnswered:
        return _no(request, deal, _("You have answered already."))
    except NotAllowed:
        return _no(request, deal, _("There is nothing to answer: the win is in order or was not looked at yet."))
    return done(request, toast=_("Your answer is sent"), events=EVENTS, back=reverse("deals:card", args=[deal.pk]))


@right("deal", "see")
@require_GET
def waiting(request):
    """What is asked of this reader, for the pages of the day, read again after a change."""
    return render(request, "deals/checks/_waiting.html", {"waiting": waiting_for(request.user)})


@right("deal", "see")
@require_GET
def panel(request, pk):
    """What was found on the card of the won deal, read again after a change."""
    return HttpResponse(check_panel(request, get_object_or_404(Deal.objects.visible_to(request.user).live().for_move(), pk=pk)))


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def settings(request):
    """Which part of the wins is looked at."""
    form = WinCheckSettingsForm(request.POST if request.method == "POST" else None, instance=WinCheckSettings.current())
    if form.is_valid():
        rewrite_win_check_settings(form, by=request.user)
        messages.success(request, _("Saved"))
        return redirect("deals:win-check-settings")
    return render(request, "deals/checks/settings.html", {"form": form, "menu": "settings"}, status=422 if form.is_bound else 200)


def _found(request, pk):
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_move(), pk=pk)
    one = get_object_or_404(WinCheck.objects.standing().of_deal(deal).for_list())
    one.deal = deal
    return deal, one


def _no(request, deal, words):
    return refused(request, toast=words, events=("deal:changed", "check:changed"), back=reverse("deals:card", args=[deal.pk]))
