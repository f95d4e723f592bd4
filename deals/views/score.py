"""The score of a won deal: noted by a colleague, and how it is asked for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused

from ..models import Deal, DealScore, ScoreSettings
from ..refusals import NotAllowed, ScoreIsClients
from ..score_forms import ScoreForm, ScoreSettingsForm
from ..score_panel import score_panel
from ..score_settings import rewrite_score_settings


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
def note(request, pk):
    """The buyer has told the score: note it for them."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().select_related("stage"), pk=pk)
    back = reverse("deals:card", args=[pk])
    if deal.stage.kind != "won":
        return refused(request, toast=_("Only a won deal has a score."), back=back)
    known = DealScore.objects.of_deal(deal).first()
    form = ScoreForm(request.POST or None, initial={"value": known.value, "comment": known.comment} if known else None)
    if request.method != "POST" or not form.is_valid():
        return dialog(request, "deals/scores/note.html", {"deal": deal, "form": form}, status=422 if form.is_bound else 200)
    try:
        DealScore.note(deal, **form.cleaned_data, by=request.user)
    except NotAllowed:
        return refused(request, toast=_("You may only look at this deal."), back=back)
    except ScoreIsClients:
        return refused(request, toast=_("The buyer has answered themselves: their score stays."), back=back)
    return done(request, toast=_("The score is noted"), events=("deal:changed", "live:timeline", "score:changed"), back=back)


@right("deal", "see")
@require_GET
def panel(request, pk):
    """The score on the card, read again after a change."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live(), pk=pk)
    return HttpResponse(score_panel(request, deal))


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def settings(request):
    """Whether buyers are asked, what counts as low, how long the link is good for."""
    form = ScoreSettingsForm(request.POST if request.method == "POST" else None, instance=ScoreSettings.current())
    if form.is_valid():
        rewrite_score_settings(form, by=request.user)
        messages.success(request, _("Saved"))
        return redirect("deals:score-settings")
    return render(request, "deals/scores/settings.html", {"form": form, "menu": "settings"}, status=422 if form.is_bound else 200)
