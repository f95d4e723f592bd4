import io

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused
from timeline.keeping import path_of

from ..forms import AnnulForm, ReviseForm, ScanForm, SentForm
from ..models import Document
from ..permissions import may_change
from ..printing import FORMS, bytes_of, file_name, paper_of
from ..refusal_words import words_of, words_of_template
from ..refusals import Refused, TemplateIsWrong

_TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


@right("document", "see")
@require_GET
def document(request, pk):
    """A document with its newest edition to look at, its files, editions and history."""
    found = _find(request, pk)
    editions = list(found.editions.select_related("created_by"))
    context = {"document": found, "editions": editions, "edition": editions[0], "may": may_change(request.user, found), "menu": "documents"}
    return render(request, "documents/document.html", context)


@right("document", "see")
@require_GET
def paper(request, pk, number, form):
    """An edition as a file; a PDF may be looked at in its place."""
    found = _find(request, pk)
    edition = get_object_or_404(found.editions.all(), number=number)
    if form not in FORMS:
        raise Http404
    try:
        if may_change(request.user, found):
            body = path_of(paper_of(edition, form, by=request.user)).read_bytes()
        else:
            body = bytes_of(edition, form)
    except TemplateIsWrong as refusal:
        return HttpResponse(words_of_template(refusal), status=409, content_type="text/plain; charset=utf-8")
    except Refused as refusal:
        return HttpResponse(words_of(refusal), status=503, content_type="text/plain; charset=utf-8")
    is_shown = form == "pdf" and "view" in request.GET
    name = file_name(found, form)
    return FileResponse(io.BytesIO(body), as_attachment=not is_shown, filename=name, content_type=_TYPES[form])


@right("document", "edit")
@require_http_methods(["GET", "POST"])
def revise(request, pk):
    found = _find(request, pk)
    form = ReviseForm(request.POST or None, document=found)
    return _act(request, found, form, "revise", lambda: found.revise(by=request.user, **form.cleaned_data), _("A new edition is made"))


@right("document", "edit")
@require_http_methods(["GET", "POST"])
def sent(request, pk):
    found = _find(request, pk)
    offered = found.deal.contact or found.deal.company
    form = SentForm(request.POST or None, initial={"to": str(offered.emails.first() or "") if offered else ""})
    return _act(request, found, form, "sent", lambda: found.mark_sent(form.cleaned_data["to"], by=request.user), _("Marked as sent"))


@right("document", "edit")
@require_http_methods(["GET", "POST"])
def annul(request, pk):
    found = _find(request, pk)
    form = AnnulForm(request.POST or None)
    return _act(request, found, form, "annul", lambda: found.annul(form.cleaned_data["why"], by=request.user), _("Annulled"))


@right("document", "edit")
@require_http_methods(["GET", "POST"])
def scan(request, pk):
    """The signed paper comes back."""
    found = _find(request, pk)
    form = ScanForm(request.POST or None, request.FILES or None)
    return _act(request, found, form, "scan", lambda: form.attach(found, by=request.user), _("The signed document is attached"))


def _find(request, pk):
    return get_object_or_404(Document.objects.visible_to(request.user).for_list(), pk=pk)


def _act(request, found, form, name, act, toast):
    """Ask in a dialog, then do it; the page of the document comes anew."""
    back = reverse("documents:document", args=[found.pk])
    if not may_change(request.user, found):
        return refused(request, toast=_("This document is not yours to change, or it is annulled."), back=back)
    context = {"document": found, "form": form, "menu": "documents"}
    if not form.is_valid():
        return dialog(request, f"documents/document/{name}.html", context, status=422 if form.is_bound else 200)
    try:
        if act() is False:
            return dialog(request, f"documents/document/{name}.html", context, status=422)
    except Refused as refusal:
        return refused(request, toast=words_of(refusal), back=back)
    return done(request, toast=toast, events=("document:changed",), back=back)
