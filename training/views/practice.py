"""Practical tasks: begun from the test, checked and left from the line over every page. Works without scripts."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, go_to, refused
from timeline import subjects

from ..forms import ReasonForm, TrialForm
from ..middleware import enter, leave, way_back
from ..models import AttemptItem, PracticeRun
from ..permissions import may_decide_on
from ..practice.trial import end, lend, unpack
from ..refusals import AlreadyDecided, AttemptIsOver, NotAllowed, RunIsOver
from ..texts import said
from ..wording import why_over

HOW_LEFT = ("pause", "end")


@right("regulation", "see")
@require_POST
def begin(request, pk):
    """Lay the task out and go to where it is done; begun anew, it begins with other data. What else goes on would end: that is asked."""
    item = get_object_or_404(AttemptItem.objects.of(request.user).tasks().for_queue(), pk=pk)
    other = PracticeRun.objects.open().of(request.user).besides(item).for_banner().first()
    if other and "sure" not in request.POST and item.attempt.is_open and other.has_work:
        return _asked_first(request, item, other)
    try:
        run = PracticeRun.begin(item, by=request.user)
    except AttemptIsOver:
        return refused(request, toast=_("This attempt is over."), back=reverse("training:result", args=[item.attempt_id]))
    enter(request, run)
    return go_to(request, _start_of(run))


@right("regulation", "see")
@require_POST
def check(request, pk):
    """Is everything done? What is missing stands over the page afterwards."""
    run = _mine(request, pk)
    if run.is_trial:
        raise Http404
    try:
        run = run.verify(by=request.user)
    except RunIsOver:
        return _over(request, run)
    if run.state == run.State.PASSED:
        leave(request)
        return done(request, toast=_("Everything is there: the task is done."), back=_item_of(run))
    number = sum(not one["is_met"] for one in run.checks)
    words = ngettext("%(number)s thing is missing yet", "%(number)s things are missing yet", number) % {"number": number}
    return refused(request, toast=words, back=way_back(request, _start_of(run)))


@right("regulation", "see")
@require_POST
def leave_mode(request, pk):
    """Back to the test and the real records; the task may be taken up again. A trial run is asked whether it ends or waits."""
    run = _mine(request, pk)
    if run.is_trial:
        how = request.POST.get("how")
        if run.is_open and how not in HOW_LEFT:
            return render(request, "training/practice/leave_trial.html", {"run": run, "menu": "regulations"})
        if how == "end":
            end(run, by=request.user)
    else:
        run.note_work_if_standing()
    leave(request)
    return redirect(_item_of(run))


@right("regulation", "see")
@require_POST
def back(request, pk):
    """On with a task that was left."""
    run = _mine(request, pk)
    if not run.is_open:
        return _over(request, run)
    if run.is_trial:
        unpack(run, by=request.user)
    enter(request, run)
    return go_to(request, _start_of(run))


@right(flag="reassign")
@require_http_methods(["GET", "POST"])
def trial(request):
    """Copies of active deals for a trial run of one's people; who is in the middle of a task is left alone."""
    form = TrialForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        made, busy = lend(form.cleaned_data["people"], form.cleaned_data["number"], by=request.user)
        words = ngettext("%(number)s person is told", "%(number)s people are told", len(made)) % {"number": len(made)}
        if busy:
            words = _("%(told)s; in the middle of a task: %(busy)s") % {"told": words, "busy": ", ".join(map(str, busy))}
        return done(request, toast=words, back=reverse("training:results"))
    return dialog(request, "training/heads/_trial.html", {"form": form}, status=422 if form.is_bound else 200)


@right(flag="reassign")
@require_http_methods(["GET", "POST"])
def credit(request, pk):
    """A head has seen that the task was done: it counts, with a note."""
    item = get_object_or_404(AttemptItem.objects.tasks().for_queue(), pk=pk)
    if not may_decide_on(request.user, item.attempt.assignment):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    back = reverse("training:result", args=[item.attempt_id])
    if form.is_valid():
        try:
            PracticeRun.credit(item, form.cleaned_data["reason"], by=request.user)
        except (AlreadyDecided, NotAllowed):
            return refused(request, toast=_("It was decided meanwhile."), back=back)
        return done(request, toast=_("Counted as done"), back=back)
    return dialog(request, "training/result/_credit.html", {"form": form, "item": item}, status=422 if form.is_bound else 200)


def _asked_first(request, item, other):
    language = get_language()
    names = {"title": said(item.question_version.stem, language), "other_title": other.title(language)}
    page = "training/practice/begin_instead.html"
    return render(request, page, names | {"item": item, "other": other, "menu": "regulations"}, status=409)


def _mine(request, pk):
    return get_object_or_404(PracticeRun.objects.of(request.user).for_banner(), pk=pk)


def _over(request, run):
    leave(request)
    run.refresh_from_db()
    attempt = run.item.attempt if run.item_id else None
    if attempt is not None and not attempt.is_open:
        return refused(request, toast=why_over(attempt), back=reverse("training:result", args=[attempt.pk]))
    words = _("The task was broken off by an update. Begin it anew.") if run.state == run.State.BROKEN_OFF else _("This task is over.")
    return refused(request, toast=words, back=_item_of(run))


def _item_of(run):
    return reverse("training:item", args=[run.item.attempt_id, run.item.place]) if run.item_id else reverse("training:mine")


def _start_of(run):
    """The page a task begins on: the one it names, that of the record it prepared, else the first."""
    name = run.spec.get("start") or "home"
    prepared = run.given.get(name)
    if isinstance(prepared, dict) and "kind" in prepared:
        known = subjects.subject(prepared["kind"])
        return (known and known.url(prepared["id"])) or reverse("home")
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse("home")
