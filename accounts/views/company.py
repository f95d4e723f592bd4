"""The settings area and the company's own page."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm_project.lib import formats
from crm_project.lib.settings_pages import GROUPS, entries_for

from ..companies import rewrite_workspace
from ..forms.company import WorkspaceForm
from ..models import Workspace
from ..rights import right


@right("settings", "see")
@require_safe
def settings(request):
    """Everything there is to set; what a small company needs no visit to is folded."""
    entries = entries_for(request.user)
    simple = [entry for entry in entries if not entry.advanced]
    groups = [(GROUPS[key], list(rows)) for key, rows in groupby(simple, key=lambda entry: entry.group)]
    return render(request, "accounts/settings.html", {"groups": groups, "advanced": [entry for entry in entries if entry.advanced]})


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def workspace(request):
    form = WorkspaceForm(request.POST if request.method == "POST" else None, instance=Workspace.current())
    if form.is_valid():
        first = rewrite_workspace(form, by=request.user)
        messages.success(request, _("Saved. The new time zone closes days from %s.") % formats.day(first) if first else _("Saved"))
        return redirect("accounts:workspace")
    return render(request, "accounts/workspace.html", {"form": form}, status=422 if form.is_bound else 200)
