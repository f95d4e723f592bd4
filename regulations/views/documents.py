"""Documents of the handbook: a new one, its rules, its review, the archive."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to

from ..draft_forms import DocumentForm, RulesForm
from ..models import Regulation
from .opening import regulation_for


@require_http_methods(["GET", "POST"])
@right("regulation", "create")
def new_document(request):
    """A standard, an instruction, a checklist from scratch: an empty draft."""
    form = DocumentForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        made = Regulation.found(data["code"], data["genre"], form.titles, by=request.user)
        return go_to(request, reverse("regulations:draft", args=[made.code]))
    return dialog(request, "regulations/draft/new_document.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def rules(request, code):
    """Owner, approver, days and reviews of one document."""
    regulation = regulation_for(request, code)
    form = RulesForm(request.POST or None, instance=Regulation.objects.get(pk=regulation.pk))
    if form.is_valid():
        regulation.change(form.cleaned_data, by=request.user)
        messages.success(request, _("Saved"))
        return redirect("regulations:rules", code)
    context = {"form": form, "regulation": regulation, "is_held": regulation.editions.valid().exists()}
    return render(request, "regulations/draft/rules.html", context, status=422 if form.errors else 200)


@require_POST
@right("regulation", "edit")
def reviewed(request, code):
    """Looked through, nothing to change."""
    regulation = regulation_for(request, code)
    regulation.reviewed(by=request.user)
    messages.success(request, _("Noted: you will be reminded again in {days} days.").format(days=regulation.review_every_days))
    return redirect("regulations:rules", code)


@require_POST
@right("regulation", "edit")
def archive(request, code):
    """Readers see it no longer; every edition is kept."""
    regulation_for(request, code).retire(by=request.user)
    messages.success(request, _("In the archive: readers do not see it any more, every edition is kept."))
    return redirect("regulations:index")


@require_POST
@right("regulation", "edit")
def bring_back(request, code):
    regulation_for(request, code).bring_back(by=request.user)
    messages.success(request, _("Out of the archive: readers see it again."))
    return redirect("regulations:rules", code)
