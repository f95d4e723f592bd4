from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from contacts.refusals import NotAllowed as NoProof
from contacts.resolver import client_of_proof
from crm_project.lib import formats
from crm_project.lib.htmx import dialog, done, go_to, refused, wants_fragment
from deals.refusals import CardIsClosed, NotAllowed

from ..forms import AssignForm
from ..refusals import AlreadyTaken
from .finding import address, lead_or_404


@require_POST
@right("lead", "edit")
def take(request, pk):
    """I answer it. Of several who click at once one wins."""
    try:
        lead = lead_or_404(pk, request.user)
    except Http404:
        if not wants_fragment(request):
            raise
        # Of a colleague who was quicker no more is told than of a lead that never was.
        return refused(request, toast=_("Somebody has taken this lead, or there is none."), status=404, events=("leads:changed",))
    try:
        lead.take(by=request.user)
    except AlreadyTaken as refusal:
        return refused(request, toast=_taken_words(refusal.lead), events=("leads:changed",), back="leads:inbox")
    except (CardIsClosed, NotAllowed):
        return refused(request, toast=_("The lead is already closed."), events=("leads:changed",), back="leads:inbox")
    return go_to(request, address(lead))


@require_http_methods(["GET", "POST"])
@right(flag="reassign")
def assign(request, pk):
    lead = lead_or_404(pk, request.user)
    form = AssignForm(request.POST or None, user=request.user)
    if request.method != "POST" or not form.is_valid():
        return dialog(request, "leads/assign/_dialog.html", {"form": form, "lead": lead}, status=422 if form.is_bound else 200)
    try:
        lead.give_to(form.cleaned_data["owner"], by=request.user)
    except NotAllowed:
        return refused(request, toast=_("You may not give this lead away."), status=403, back=address(lead))
    toast = _("%(owner)s will answer") % {"owner": lead.owner}
    return done(request, toast=toast, events=("leads:changed", "live:timeline", "live:badges"), back=address(lead))


@require_POST
@right("lead", "edit")
def hand_over(request, pk):
    """The client is a colleague's: the enquiry goes to that colleague."""
    lead = lead_or_404(pk, request.user)
    try:
        client = client_of_proof(request.user, request.POST.get("proof", ""))
        if lead.is_waiting and lead.owner is None:
            lead.take(by=request.user)
        lead.hand_to_client_owner(client, by=request.user)
    except (NoProof, NotAllowed, CardIsClosed, AlreadyTaken):
        return refused(request, toast=_("Not handed over: refresh the page and look again."), back=address(lead))
    toast = _("%(owner)s will answer") % {"owner": lead.owner}
    return done(request, toast=toast, events=("leads:changed", "live:badges"), back=reverse("leads:inbox"))


def _taken_words(lead):
    if lead.taken_by is None:
        return _("The lead is given to %(name)s.") % {"name": lead.owner}
    return _("%(name)s took the lead %(when)s.") % {"name": lead.taken_by, "when": formats.moment(lead.taken_at)}
