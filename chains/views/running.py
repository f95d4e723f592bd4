from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.htmx import dialog, done
from tasks.models import Task
from tasks.subjects import find, url_of

from ..forms import ExecutorForm, NoteForm, StopForm
from ..panels import panel_of
from ..permissions import may_steer
from ..refusals import CannotDoStep, ChangedMeanwhile, RunIsOver, StepHasBegun
from ..showing import lines_of
from .found import steerable, visible_run, went_on


@right("task", "see")
@require_GET
def run(request, pk):
    """One chain: how far it is, who does what and when, what everybody should know."""
    found = visible_run(request, pk)
    subject = found.subject
    sees_card = subject is not None and request.user.may("see", subject)
    tasks = Task.objects.visible_to(request.user).by_ids([step.task_id for step in found.run_steps.all() if step.task_id])
    context = {
        "run": found,
        "lines": lines_of(found, set(tasks.values_list("pk", flat=True)), clock.now()),
        "steers": found.is_running and may_steer(request.user, found),
        "subject_url": url_of(subject) if sees_card else "",
        "sees_card": sees_card,
        "participants": list(found.participants.all()),
        "files": list(found.files.live()),
        "menu": "chains",
    }
    return render(request, "chains/run.html", context)


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def stop(request, pk):
    """Not to its end, and why."""
    found = steerable(request, pk)
    form = StopForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found.stop(form.cleaned_data["reason"], by=request.user)
        except RunIsOver as refusal:
            return went_on(request, found, refusal)
        return changed(request, found, _("The chain is stopped"))
    return dialog(request, "chains/run/_stop.html", {"form": form, "run": found}, status=422 if form.is_bound else 200)


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def executor(request, pk, step_pk):
    """Somebody else does a step that is to come."""
    found = steerable(request, pk)
    step = get_object_or_404(found.run_steps.planned(), pk=step_pk)
    step.run = found
    form = ExecutorForm(request.POST if request.method == "POST" else None, step=step)
    if form.is_valid():
        person, version = form.cleaned_data["person"], form.cleaned_data["version"]
        try:
            found.name_executor(step, person, by=request.user, version=version)
        except CannotDoStep as refusal:
            form.refuse(refusal)
        except (RunIsOver, StepHasBegun, ChangedMeanwhile) as refusal:
            return went_on(request, found, refusal)
        else:
            return changed(request, found, _("%(step)s: %(person)s") % {"step": step.title, "person": person})
    context = {"form": form, "run": found, "step": step}
    return dialog(request, "chains/run/_executor.html", context, status=422 if form.is_bound else 200)


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def note(request, pk):
    """What everybody in it should know, and who takes part."""
    found = steerable(request, pk)
    form = NoteForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_valid():
        try:
            found.note_down(by=request.user, **form.facts())
        except (RunIsOver, ChangedMeanwhile) as refusal:
            return went_on(request, found, refusal)
        return changed(request, found, _("Saved"))
    return dialog(request, "chains/run/_note_dialog.html", {"form": form, "run": found}, status=422 if form.is_bound else 200)


@right("task", "see")
@require_GET
def panel(request, kind, pk):
    """The chains of a card, as they are now."""
    return render(request, "chains/card/_panel.html", panel_of(find(kind, pk, request.user), request.user))


def changed(request, found, toast):
    return done(request, toast=toast, events=("live:chain", "live:task"), back=reverse("chains:run", args=[found.pk]))
