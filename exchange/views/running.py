from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.rights import right
from crm_project.lib import xlsx
from crm_project.lib.htmx import page_or_fragment

from ..models import ImportRun
from ..models.run import NotNow
from ..reading import label_of, target_of
from ..words import FAILURES, NOTES, reason_of, report_titles


@require_POST
@right(flag="bulk")
def start(request, pk):
    """The last step: hand the file to the worker."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    try:
        run.start(by=request.user)
    except NotNow:
        messages.error(request, _("This import has been started already."))
    return redirect("exchange:run", run.pk)


@require_GET
@right(flag="bulk")
def show(request, pk):
    """How far the import is, and what came of it."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    if run.state == ImportRun.State.DRAFT:
        return redirect("exchange:columns", run.pk)
    notes = [(NOTES.get(code, code), count) for code, count in run.notes.items()]
    refusals = [(row, label_of(run, row.field), reason_of(row)) for row in run.refusals.all()[:50]]
    context = {"run": run, "notes": notes, "refusals": refusals, "failure": FAILURES.get(run.error, run.error)}
    context["kept"] = run.records.that_stay().count() if run.state == ImportRun.State.UNDONE else 0
    context["taken_back"] = run.created - run.records.that_stay().of_kind(target_of(run).kind).count()
    return page_or_fragment(request, "exchange/run.html", "exchange/run/_state.html", context)


@require_POST
@right(flag="bulk")
def undo(request, pk):
    """Take back what nobody has touched since."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    try:
        run.undo(by=request.user)
    except NotNow:
        messages.error(request, _("Only a finished import can be undone."))
    return redirect("exchange:run", run.pk)


@require_GET
@right(flag="bulk")
def refused(request, pk):
    """The rows that stayed out, as a file with the reasons, ready to be mended and imported."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    rows = (
        [*row.cells, row.row, str(label_of(run, row.field)), str(reason_of(row)), row.value]
        for row in run.refusals.iterator(chunk_size=2000)
    )
    return xlsx.response(f"refused-{run.pk}", [*run.head, *report_titles()], rows)
