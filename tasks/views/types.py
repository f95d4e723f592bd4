from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused
from regulations.living.noting import noted

from ..forms import TypeForm
from ..models import TaskType
from ..refusals import LastType


@right(flag="configure")
@require_GET
def types(request):
    """The types of task and what may come of each."""
    return render(request, "tasks/types.html", {"types": TaskType.objects.live().with_results(), "menu": "settings"})


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def new_type(request):
    return _shape(request, TaskType())


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def edit_type(request, pk):
    return _shape(request, get_object_or_404(TaskType.objects.live(), pk=pk))


@right(flag="configure")
@require_POST
def retire_type(request, pk):
    kind = get_object_or_404(TaskType, pk=pk)
    try:
        kind.retire(by=request.user)
    except LastType:
        return refused(request, toast=_("One type of task is always needed."), back="tasks:types")
    return done(request, toast=_("“%(name)s” is out of use") % {"name": kind.name}, events=("live:types",), back="tasks:types")


def _shape(request, kind):
    form = TypeForm(request.POST or None, instance=kind)
    if form.is_valid():
        with noted(request, "task_types", "call_outcomes"):
            kind.shape(by=request.user, **form.facts())
        return done(request, toast=_("Saved: %(name)s") % {"name": kind.name}, events=("live:types",), back=reverse("tasks:types"))
    return dialog(
        request, "tasks/types/_dialog.html", {"form": form, "kind": kind, "menu": "settings"}, status=422 if form.is_bound else 200
    )
