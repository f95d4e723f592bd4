"""A step is planned anew: by two dates in a dialog, or by a bar dropped elsewhere in the chart of terms."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib import formats
from crm_project.lib.htmx import dialog, done, refused

from ..date_forms import COMPLAINTS, DatesForm, PlaceForm
from ..models import ChainRun, RunStep
from ..permissions import may_steer
from ..refusals import ChangedMeanwhile, NotAllowed, RunIsOver, StepHasBegun, WrongDates
from ..wording import terms_of

EVENTS = ("live:chain",)


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def dates(request, pk):
    """Two dates of a step; the later steps go along."""
    step = _steered(request, pk)
    form = DatesForm(request.POST or None, step=step)
    if form.is_valid():
        try:
            return _replan(request, step, form.cleaned_data["start"], form.cleaned_data["finish"], form.cleaned_data["version"])
        except WrongDates as refusal:
            form.refuse(refusal.code)
    context = {"step": step, "run": step.run, "form": form, "terms": terms_of(step)}
    return dialog(request, "chains/dates/_dialog.html", context, status=422 if form.is_bound else 200)


@right("task", "edit")
@require_POST
def place(request, pk):
    """A bar was dropped on other days, or drawn longer."""
    step = _steered(request, pk)
    form = PlaceForm(request.POST, step=step)
    if not form.is_valid():
        return _told(request, form.complaint, 422)
    try:
        return _replan(request, step, *form.terms(), form.cleaned_data["version"])
    except WrongDates as refusal:
        return _told(request, COMPLAINTS[refusal.code], 422)


def _steered(request, pk):
    """A step of a run one sees; whoever does not steer it is refused."""
    steps = RunStep.objects.in_runs(ChainRun.objects.visible_to(request.user)).with_people().with_run()
    step = get_object_or_404(steps, pk=pk)
    if not may_steer(request.user, step.run):
        raise PermissionDenied
    return step


def _replan(request, step, start, finish, version):
    try:
        step.run.replan(step, start, finish, by=request.user, version=version)
    except ChangedMeanwhile:
        return _told(request, _("The chain has changed meanwhile: look at it as it is now."), 409)
    except (RunIsOver, StepHasBegun):
        return _told(request, _("This step is over: it is not planned any more."), 409)
    except NotAllowed:
        raise PermissionDenied from None
    step.refresh_from_db()
    words = {"step": step.title, "days": formats.day_range(step.planned_start, step.planned_finish)}
    return done(request, toast=_("%(step)s: %(days)s") % words, events=EVENTS, back=reverse("chains:terms"))


def _told(request, words, status):
    return refused(request, toast=words, status=status, events=EVENTS, back=reverse("chains:terms"))
