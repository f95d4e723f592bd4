from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused

from .. import guard
from ..forms import ExplanationForm, ReasonForm
from ..models import Breach, DepartmentDay, Explanation
from ..permissions import is_over, may_excuse, may_explain
from ..refusals import AlreadyJudged, ExcusedBefore, ExplainedBefore, NotAllowed, NotInOrderYet
from ..veil import veiled
from ..words import breach_words

CHANGED = ("workday:changed", "live:badges")


@right(any_signed_in=True)
@require_http_methods(["GET", "POST"])
def excuse(request, pk):
    """The head finds good cause for a breach; it stays and is marked."""
    breach = get_object_or_404(Breach.objects.visible_to(request.user), pk=pk)
    if not may_excuse(request.user, breach):
        return refused(request, toast=_("Only a head excuses, and nobody themselves."), status=403, back="workday:breaches")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = breach.excuse(form.cleaned_data["reason"], by=request.user)
        except NotAllowed:
            return refused(request, toast=_("Only a head excuses, and nobody themselves."), status=403)
        if said.reason != form.cleaned_data["reason"]:
            return _said_before(request, said, "workday:breaches")
        return done(request, toast=_("The breach is excused and stays in the ledger"), events=CHANGED, back="workday:breaches")
    shown = veiled([breach], request.user)[0]
    context = {"form": form, "breach": shown, "words": breach_words(shown)}
    return dialog(request, "workday/excuse.html", context, status=422 if form.errors else 200)


def _said_before(request, said, back):
    """Once is for good: whose reason it is that stays."""
    words = _("It was done before, by %(who)s; that reason stays: %(reason)s") % {"who": said.by, "reason": said.reason[:200]}
    return refused(request, toast=words, events=CHANGED, back=back)


@right(any_signed_in=True)
@require_http_methods(["GET", "POST"])
def explain(request, pk):
    """The person says how it came about."""
    breach = get_object_or_404(Breach.objects.visible_to(request.user), pk=pk)
    if not may_explain(request.user, breach):
        return refused(request, toast=_("Only whose breach it is explains it."), status=403, back="workday:breaches")
    form = ExplanationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            breach.explain(form.cleaned_data["reason"], by=request.user)
        except NotAllowed:
            return refused(request, toast=_("Only whose breach it is explains it."), status=403)
        except ExcusedBefore:
            words = _("The head has excused it: there is nothing left to explain.")
            return refused(request, toast=words, events=CHANGED, back="workday:breaches")
        except ExplainedBefore:
            return refused(request, toast=_("It is explained already; the head judges it."), events=CHANGED, back="workday:breaches")
        return done(request, toast=_("The explanation is kept"), events=CHANGED, back="workday:breaches")
    shown = veiled([breach], request.user)[0]
    context = {"form": form, "breach": shown, "words": breach_words(shown)}
    return dialog(request, "workday/explain.html", context, status=422 if form.errors else 200)


@right(any_signed_in=True)
@require_POST
def answer(request, pk, kind):
    """The person says that a debt is settled: done, planned, or handed over."""
    breach = get_object_or_404(Breach.objects.visible_to(request.user), pk=pk)
    try:
        breach.answer(kind, by=request.user)
    except NotAllowed:
        return refused(request, toast=_("Only whose breach it is explains it."), status=403)
    except NotInOrderYet:
        return refused(request, toast=_("The card is not in order yet: put it right, or explain."), events=CHANGED, back="workday:breaches")
    return done(request, toast=_("The debt is settled"), events=CHANGED, back="workday:my-day")


@right(any_signed_in=True)
@require_POST
def accept(request, pk):
    """The head takes an explanation for good, by one press."""
    return _judge(request, _explanation(request, pk), True)


@right(any_signed_in=True)
@require_http_methods(["GET", "POST"])
def reject(request, pk):
    """The head does not, and says why."""
    said = _explanation(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        return _judge(request, said, False, form.cleaned_data["reason"])
    context = {"form": form, "said": said, "breach": said.breach}
    return dialog(request, "workday/reject.html", context, status=422 if form.errors else 200)


def _explanation(request, pk):
    """One whose card the reader may see: words about a hidden one are nobody's to read or judge."""
    said = get_object_or_404(Explanation.objects.visible_to(request.user).select_related("breach__department", "by"), pk=pk)
    if veiled([said.breach], request.user)[0].is_veiled:
        raise Http404
    return said


def _judge(request, said, is_accepted, reason=""):
    try:
        said.judge(is_accepted, by=request.user, reason=reason)
    except NotAllowed:
        return refused(request, toast=_("Only a head judges, and nobody themselves."), status=403)
    except AlreadyJudged as refusal:
        words = _("%(who)s has decided otherwise before") % {"who": refusal.verdict.by}
        return refused(request, toast=words, events=CHANGED, back="workday:breaches")
    toast = _("The explanation is accepted") if is_accepted else _("The explanation is not accepted; the person is told why")
    return done(request, toast=toast, events=CHANGED, back="workday:breaches")


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def set_aside(request, pk):
    """An administrator leaves a whole day out of the reports."""
    day = get_object_or_404(DepartmentDay.objects.select_related("department"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and is_over(request.user, day.department_id):
        said = day.set_aside(form.cleaned_data["reason"], by=request.user)
        if said.reason != form.cleaned_data["reason"]:
            return _said_before(request, said, "workday:department")
        return done(request, toast=_("The day is left out of the reports"), events=("workday:changed",), back="workday:department")
    return dialog(request, "workday/set_aside.html", {"form": form, "day": day}, status=422 if form.errors else 200)


@right(flag="configure")
@require_POST
def release(request):
    """The clock is right, or the missed days may be closed: said by an administrator."""
    guard.release(by=request.user, everything=request.POST.get("days") != "none")
    messages.success(request, _("The days are closed again from the next minute on."))
    return redirect("workday:my-day")
