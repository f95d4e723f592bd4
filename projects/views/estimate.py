"""The plan of costs and what was spent."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog

from ..forms import LineForm, SpentForm
from ..models import Line
from ..permissions import may_see_money
from ..refusals import EditConflict
from .answers import act, found


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def new_line(request, pk, kind):
    project = found(request, pk)
    if kind not in Line.Kind.values or (kind == Line.Kind.MONEY and not may_see_money(request.user)):
        raise Http404
    return _run(request, project, LineForm(request.POST or None, user=request.user, kind=kind), _("Added"), kind=kind)


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def change_line(request, pk, line_pk):
    project, line = _line(request, pk, line_pk)
    form = LineForm(request.POST or None, user=request.user, kind=line.kind, line=line)
    return _run(request, project, form, _("Saved"), kind=line.kind, line=line)


@right("task", "edit")
@require_POST
def drop_line(request, pk, line_pk):
    """A line that went before is gone as well; of another project there is none."""
    project = found(request, pk)
    if Line.is_gone(line_pk):
        return act(request, project, lambda: True, _("The line is gone"))
    line = _of(request, project, line_pk)
    return act(request, project, lambda: line.drop(by=request.user) or True, _("The line is gone"))


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def spend(request, pk, line_pk):
    """What was spent on the line on one day."""
    project, line = _line(request, pk, line_pk)
    form = SpentForm(request.POST or None, user=request.user, line=line)
    if form.is_valid():
        answer = act(request, project, form.save, _("Noted"))
        if answer:
            return answer
    context = {"form": form, "project": project, "line": line}
    return dialog(request, "projects/spent_dialog.html", context, status=422 if form.is_bound else 200)


@right("task", "edit")
@require_POST
def take_back(request, pk, line_pk, note_pk):
    project, line = _line(request, pk, line_pk)
    note = get_object_or_404(line.notes.all(), pk=note_pk)
    note.line = line
    return act(request, project, lambda: note.take_back(by=request.user) or True, _("Taken back"))


def _line(request, pk, line_pk):
    project = found(request, pk)
    return project, _of(request, project, line_pk)


def _of(request, project, line_pk):
    line = get_object_or_404(project.lines.all(), pk=line_pk)
    if line.is_money and not may_see_money(request.user):
        raise Http404
    line.project = project
    return line


def _run(request, project, form, words, kind, line=None):
    if form.is_valid():
        try:
            answer = act(request, project, lambda: form.save(project), words)
        except EditConflict:
            form.add_error(None, _("A colleague has changed this line meanwhile. Open it again to see what stands there now."))
        else:
            if answer:
                return answer
    context = {"form": form, "project": project, "kind": kind, "line": line}
    return dialog(request, "projects/line_dialog.html", context, status=422 if form.is_bound else 200)
