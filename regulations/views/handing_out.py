"""The handbook leaves as a file: Markdown for another system, Word for who goes on writing, PDF for paper. Each is noted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.html_pdf import NoPdf, pdf_of
from timeline.models import Entry

from ..carrying import bundle as bundles
from ..carrying.paper import reference
from ..carrying.pictures import put_inside
from ..carrying.word_out import written
from ..reading.permissions import leads_people
from .changes import show_changes
from .opening import book_in_force, page_or_404

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@right("regulation", "edit")
def bundle(request, code):
    """The whole document as Markdown with everything another system needs."""
    book = book_in_force(request, code)
    body = bundles.packed(book.edition, by=request.user)
    return _file(request, book, body, "zip", "application/zip", what="bundle", rows=len(book.pages))


@require_safe
@right("regulation", "edit")
def word(request, code):
    book = book_in_force(request, code)
    return _file(request, book, written(book), "docx", WORD, what="docx", rows=len(book.pages))


@require_safe
@right("regulation", "see")
def pdf(request, code):
    """The whole document, as its reader sees it."""
    book = book_in_force(request, code)
    book.read(book.pages)
    show_changes(request, book, book.pages)
    return _pdf(request, book, {"chapters": book.chapters, "whole": True})


@require_safe
@right("regulation", "see")
def section_pdf(request, code, section):
    """A section, or a part with its clauses."""
    book = book_in_force(request, code)
    page = page_or_404(book, section)
    show_changes(request, book, page.with_children)
    return _pdf(request, book, {"chapters": [page]}, page)


def _pdf(request, book, context, page=None):
    if book.passport.is_confidential and not (book.may_edit or leads_people(request.user)):
        raise PermissionDenied
    context |= {"book": book, "reader": request.user, "now": clock.now(), "reference": reference(book.edition, page)}
    try:
        body = pdf_of(put_inside(render_to_string("regulations/print/pdf.html", context, request)))
    except NoPdf:
        messages.error(request, _("This server makes no PDF: print the page instead."))
        return (
            redirect("regulations:print-section", book.regulation.code, page.code)
            if page
            else redirect("regulations:print", book.regulation.code)
        )
    rows = len(page.with_children) if page else len(book.pages)
    return _file(request, book, body, "pdf", "application/pdf", what="pdf", rows=rows, section=page.code if page else "")


def _file(request, book, body, ending, kind, *, what, rows, section=""):
    """The answer; the history of the document keeps who took what away."""
    facts = {"code": book.regulation.code, "number": book.edition.label, "what": what, "rows": rows}
    book.regulation.record("taken_out", by=request.user, audience=Entry.Audience.ADMINS, section=section, **facts)
    name = "-".join(filter(None, [book.regulation.code, book.edition.label, section]))
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
