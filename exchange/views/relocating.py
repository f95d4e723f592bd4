"""The move from another CRM: its files, one page of what will be made, one button, and how far it is."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import page_or_fragment
from crm_project.lib.sheets import UnreadableFile
from deals.refusals import NotAllowed

from ..models import Relocation
from ..models.run import NotNow
from ..relocating import taking
from ..relocating.forms import FilesForm, PlanForm
from ..relocating.making import make
from ..relocating.plan import Plan
from ..relocating.telling import columns_by_file, files_told, kinds_of_files, made_told
from ..words import FAILURES


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def begin(request):
    """Drop the files of the old CRM, all at once."""
    form = FilesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        relocation, refused = taking.begin(form.cleaned_data["files"], by=request.user)
        if relocation:
            _tell(request, refused)
            return redirect("exchange:relocation", relocation.pk)
        for name, why in refused.items():
            form.add_error("files", f"{name}: {why}")
    earlier = Relocation.objects.newest_first()[:20]
    return render(request, "exchange/relocating/begin.html", {"form": form, "earlier": earlier}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def relocation(request, pk):
    """Everything that will be made, on one page; after the button, how far it is."""
    found = get_object_or_404(Relocation.objects.with_runs(), pk=pk)
    if found.made_at:
        context = {"relocation": found, "runs": files_told(found), "made": made_told(found)}
        return page_or_fragment(request, "exchange/relocating/progress.html", "exchange/relocating/_progress.html", context)
    form = PlanForm(request.POST if request.method == "POST" else None, Plan(found), request.user)
    if request.method == "POST" and form.is_valid():
        try:
            make(found, form, by=request.user)
        except NotNow:
            messages.error(request, _("Somebody has pressed this button already."))
        except NotAllowed:
            messages.error(request, _("You may not import. Ask an administrator."))
        return redirect("exchange:relocation", pk)
    context = {
        "relocation": found,
        "form": form,
        "files": FilesForm(auto_id="more_%s"),
        "runs": files_told(found),
        "kinds": kinds_of_files(request.user),
    }
    context["columns"] = columns_by_file(form)
    return render(request, "exchange/relocating/plan.html", context, status=422 if form.errors else 200)


@require_POST
@right(flag="configure")
def add_files(request, pk):
    """One more file of the same CRM."""
    found = get_object_or_404(Relocation.objects.being_prepared(), pk=pk)
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        _tell(request, taking.take_files(found, form.cleaned_data["files"], by=request.user))
    else:
        messages.error(request, _("Choose a file."))
    return redirect("exchange:relocation", pk)


@require_POST
@right(flag="configure")
def read_file(request, pk, run):
    """What is in the file is something else than was guessed."""
    found = get_object_or_404(get_object_or_404(Relocation.objects.being_prepared(), pk=pk).runs, pk=run)
    what = request.POST.get("what", "")
    if what not in dict(kinds_of_files(request.user)):
        messages.error(request, _("Choose from the list what is in the file."))
        return redirect("exchange:relocation", pk)
    try:
        taking.read_as(found, what)
    except UnreadableFile as refusal:
        messages.error(request, FAILURES[refusal.why])
    return redirect("exchange:relocation", pk)


@require_POST
@right(flag="configure")
def drop_file(request, pk, run):
    """The file stays out; without files there is no move."""
    found = get_object_or_404(Relocation.objects.being_prepared(), pk=pk)
    taking.drop(get_object_or_404(found.runs, pk=run))
    if found.runs.exists():
        return redirect("exchange:relocation", pk)
    found.delete()
    return redirect("exchange:relocate")


@require_POST
@right(flag="configure")
def undo(request, pk):
    """Take back what nobody has touched since, the last import first."""
    found = get_object_or_404(Relocation.objects.with_runs(), pk=pk)
    try:
        found.undo(by=request.user)
    except NotNow:
        messages.error(request, _("Only a finished import can be undone."))
    return redirect("exchange:relocation", pk)


def _tell(request, refused):
    for name, why in refused.items():
        messages.error(request, f"{name}: {why}")
