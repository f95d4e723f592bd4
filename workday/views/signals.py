from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused

from ..forms import ReasonForm
from ..models import Signal
from ..permissions import asking_departments, may_waive
from ..refusals import AlreadySettled, NotAllowed
from ..signal_page import worded

CHANGED = ("workday:changed",)


@right(any_signed_in=True)
@require_http_methods(["GET", "POST"])
def signal(request, pk):
    """The three breaches and what the handbook says; whose they are has read it again."""
    found = _signal(request, pk)
    if request.method == "POST":
        try:
            found.read_again(by=request.user)
        except NotAllowed:
            return refused(request, toast=_("Only whose breaches these are reads it again."), status=403, back="workday:my-day")
        except AlreadySettled as refusal:
            return _settled(request, refusal.signal, "workday:my-day")
        return done(request, toast=_("Noted: you have read it again"), events=CHANGED, back="workday:my-day")
    return dialog(request, "workday/signal.html", {"signal": worded([found], request.user)[0]})


@right(any_signed_in=True)
@require_http_methods(["GET", "POST"])
def waive(request, pk):
    """The head asks for no reading, and says why."""
    found = _signal(request, pk)
    if not may_waive(request.user, found):
        return refused(request, toast=_("Only a head waives it, and nobody for themselves."), status=403, back="workday:my-day")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found.waive(form.cleaned_data["reason"], by=request.user)
        except AlreadySettled as refusal:
            return _settled(request, refusal.signal, "workday:head-ledger")
        return done(request, toast=_("The reading is waived; the person is told why"), events=CHANGED, back="workday:head-ledger")
    context = {"form": form, "signal": worded([found], request.user)[0]}
    return dialog(request, "workday/waive.html", context, status=422 if form.errors else 200)


def _signal(request, pk):
    return get_object_or_404(Signal.objects.visible_to(request.user).within(asking_departments()).for_list(), pk=pk)


def _settled(request, signal, back):
    words = _("It is settled already: %(how)s") % {"how": signal.get_state_display()}
    return refused(request, toast=words, events=CHANGED, back=back)
