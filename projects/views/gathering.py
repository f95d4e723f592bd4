"""The tasks of a project: taken in, planned in it, let go."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog
from tasks.forms import TaskForm
from tasks.models import Task
from tasks.ready_dates import offers
from tasks.refusals import NotAllowed as MayNotGive

from ..forms import GatherForm
from .answers import act, found


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def gather(request, pk):
    project = found(request, pk)
    form = GatherForm(request.POST or None, user=request.user, project=project)
    if form.is_valid():
        return act(request, project, lambda: project.gather(form.cleaned_data["tasks"], by=request.user) or True, _("Saved"))
    return dialog(request, "projects/gather_dialog.html", {"form": form, "project": project}, status=422 if form.is_bound else 200)


@right("task", "create")
@require_http_methods(["GET", "POST"])
def plan(request, pk):
    """A new task about the same deal or client, in the project from the start."""
    project = found(request, pk)
    form = TaskForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            return act(request, project, lambda: project.plan_task(by=request.user, **form.facts()), _("Task planned"))
        except MayNotGive:
            form.add_error("owner", _("You cannot give tasks to this person."))
    context = {"form": form, "subject": project.subject, "offers": offers(request.user), "action": request.get_full_path()}
    return dialog(request, "tasks/new/_dialog.html", context, status=422 if form.is_bound else 200)


@right("task", "edit")
@require_POST
def let_go(request, pk, task_pk):
    project = found(request, pk)
    task = get_object_or_404(Task.objects.visible_to(request.user), pk=task_pk)
    return act(request, project, lambda: project.let_go(task, by=request.user) or True, _("The task is no longer in the project"))
