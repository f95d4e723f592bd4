from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused
from deals.forms import LoseForm
from deals.refusals import AlreadyMoved, CardIsClosed, NotAllowed, ReasonNeeded, TooLateToUndo

from ..refusals import AlreadyTaken
from .finding import address, lead_or_404


@require_http_methods(["GET", "POST"])
@right("lead", "edit")
def reject(request, pk):
    """Not a buyer: closed with a reason of the funnel's dictionary."""
    lead = lead_or_404(pk, request.user)
    reasons = lead.funnel.loss_reasons.live()
    form = LoseForm(request.POST or None, reasons=reasons, initial={"seen": lead.stage_id})
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form, lead)
    facts = form.cleaned_data
    try:
        if lead.is_waiting and lead.owner_id is None:
            lead.take(by=request.user)
        move = lead.lose(facts["reason"], by=request.user, comment=facts["comment"], competitor=facts["competitor"], seen=facts["seen"])
    except ReasonNeeded as refusal:
        form.add_refusal(refusal)
        return _ask(request, form, lead)
    except (AlreadyMoved, AlreadyTaken, CardIsClosed, NotAllowed):
        words = _("Not rejected: the lead is closed or another person's.")
        return refused(request, toast=words, events=("leads:changed",), back=address(lead))
    undo = reverse("leads:undo", args=[lead.pk, move.pk])
    return done(
        request, toast=_("The lead is rejected"), undo_url=undo, events=("leads:changed", "live:badges"), back=reverse("leads:inbox")
    )


@require_POST
@right("lead", "edit")
def undo(request, pk, move):
    lead = lead_or_404(pk, request.user)
    try:
        lead.undo(get_object_or_404(lead.moves, pk=move), by=request.user)
    except TooLateToUndo:
        return refused(request, toast=_("Too late: ten seconds have passed."), back=address(lead))
    return done(request, toast=_("Taken back"), events=("leads:changed", "live:badges"), back=address(lead))


def _ask(request, form, lead):
    return dialog(request, "leads/reject/_dialog.html", {"form": form, "lead": lead}, status=422 if form.is_bound else 200)
