from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.absences import AlreadyAway, DeputyIsAway, TooLong
from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused

from ..absence_forms import DEPUTY_IS_AWAY, TOO_LONG, ApprovalForm, AskForm
from ..forms import ReasonForm
from ..models import AbsenceRequest
from ..refusals import AlreadyAsked, AlreadyDecided, DatesAreOver, HasBegun

CHANGED = ("workday:changed",)


@right(any_signed_in=True)
@require_http_methods(["GET", "POST"])
def ask(request):
    """One's own days off, vacation or sickness: asked of the head."""
    form = AskForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        try:
            AbsenceRequest.ask(**form.cleaned_data, by=request.user)
        except DatesAreOver:
            form.add_error("from_on", _("These dates have begun already: ask from today on."))
        except TooLong:
            form.add_error("to_on", TOO_LONG)
        except AlreadyAway:
            form.add_error("from_on", _("An absence of yours is noted on some of these dates already."))
        except AlreadyAsked:
            form.add_error("from_on", _("You have asked for some of these dates already; withdraw that first."))
        else:
            return done(request, toast=_("Your head is asked"), events=CHANGED, back="accounts:profile")
    return dialog(request, "workday/absences/ask.html", {"form": form}, status=422 if form.errors else 200)


@right(any_signed_in=True)
@require_POST
def withdraw(request, pk):
    """The person needs it no longer."""
    found = get_object_or_404(AbsenceRequest.objects.of(request.user), pk=pk)
    try:
        found.withdraw(by=request.user)
    except HasBegun:
        return refused(request, toast=_("It has begun already: your head ends it."), events=CHANGED, back="accounts:profile")
    except AlreadyDecided as refusal:
        return _decided(request, refusal.request, "accounts:profile")
    return done(request, toast=_("The request is withdrawn"), events=CHANGED, back="accounts:profile")


@right("report", "see")
@require_http_methods(["GET", "POST"])
def approve(request, pk):
    """The head says yes and who stands in."""
    found = _to_decide(request, pk)
    form = ApprovalForm(request.POST if request.method == "POST" else None, asked=found)
    if form.is_valid():
        try:
            found.approve(by=request.user, deputy=form.cleaned_data["deputy"])
        except AlreadyDecided as refusal:
            return _decided(request, refusal.request)
        except DatesAreOver:
            form.add_error(None, _("These dates are over: what was closed stays as it was judged."))
        except AlreadyAway:
            form.add_error(None, _("They are away on some of these dates already."))
        except DeputyIsAway:
            form.add_error("deputy", DEPUTY_IS_AWAY)
        else:
            return done(request, toast=_("Approved: the absence is noted"), events=CHANGED, back="workday:absences")
    context = {"form": form, "asked": found}
    return dialog(request, "workday/absences/approve.html", context, status=422 if form.errors else 200)


@right("report", "see")
@require_http_methods(["GET", "POST"])
def refuse(request, pk):
    """The head says no and why."""
    found = _to_decide(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found.refuse(form.cleaned_data["reason"], by=request.user)
        except AlreadyDecided as refusal:
            return _decided(request, refusal.request)
        return done(request, toast=_("Refused; the person is told why"), events=CHANGED, back="workday:absences")
    context = {"form": form, "asked": found}
    return dialog(request, "workday/absences/refuse.html", context, status=422 if form.errors else 200)


def _to_decide(request, pk):
    return get_object_or_404(AbsenceRequest.objects.to_decide_by(request.user).for_list(), pk=pk)


def _decided(request, asked, back="workday:absences"):
    words = _("The request is settled already: %(how)s") % {"how": asked.get_state_display()}
    return refused(request, toast=words, events=CHANGED, back=back)
