from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rights import right
from crm_project.lib.html_pdf import NoPdf, pdf_of
from crm_project.lib.htmx import dialog, done
from timeline.keeping import FileIsEmpty, FileIsRefused, FileIsTooLarge, path_of
from timeline.models import Entry
from timeline.views.files import SANDBOX

from ...models import Acknowledgement
from ...views.opening import book_in_force
from ..acknowledging import TextHasChanged, declare_void
from ..audience import readers
from ..forms import PaperForm, ReasonForm
from ..paper import NothingToSign, sign_on_paper
from ..permissions import enters_paper, leads_people, sees_reading_of
from ..sheet import Sheet


@require_safe
@right("report", "see")
def sheet(request, code):
    """Who has acknowledged exactly the edition in force, to print and to sign."""
    return render(request, "regulations/reading/sheet.html", _context(request, code))


@require_safe
@right("report", "export")
def sheet_pdf(request, code):
    context = _context(request, code)
    try:
        body = pdf_of(render_to_string("regulations/reading/sheet_bare.html", context, request))
    except NoPdf:
        messages.error(request, _("This server makes no PDF: print the page instead."))
        return redirect("regulations:sheet", code)
    facts = {"what": "acknowledgement sheet", "filter": code, "rows": len(context["sheet"].signed)}
    request.user.record("exported", by=request.user, audience=Entry.Audience.ADMINS, **facts)
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{code}-{context["book"].edition.label}.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@right(flag="configure")
def paper(request, code, person):
    """A signature on paper, with its scan, for all that somebody still owes of the edition in force."""
    book = book_in_force(request, code)
    who = next(iter(readers([person])), None)
    if who is None:
        raise Http404
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    context = {"form": form, "person": who, "book": book}
    if form.is_valid() and _signed(form, who, book, request.user):
        toast = _("The signature of %(name)s is noted") % {"name": who}
        return done(request, toast=toast, events=("reading:changed",), back=_back(code))
    return dialog(request, "regulations/reading/paper.html", context, status=422 if form.errors else 200)


@require_safe
@right("report", "see")
def scan(request, code, pk):
    """The scan behind an acknowledgement on paper, to who sees that person's reading."""
    found = get_object_or_404(Acknowledgement.objects.with_scan(), pk=pk, section__regulation__code=code)
    if not leads_people(request.user) or not sees_reading_of(request.user, found.user):
        raise Http404
    path = path_of(found.scan)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=found.scan.name, content_type="application/octet-stream")
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Encoding"] = "identity"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@right(flag="configure")
def void(request, code, pk):
    """An acknowledgement that does not count, and why."""
    found = get_object_or_404(Acknowledgement.objects.select_related("user", "section__regulation"), pk=pk, section__regulation__code=code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "acknowledgement": found}
        return dialog(request, "regulations/reading/void.html", context, status=422 if form.errors else 200)
    declare_void(found, form.cleaned_data["reason"], by=request.user)
    toast = _("It does not count any more; the person is told why")
    return done(request, toast=toast, events=("reading:changed",), back=_back(code))


def _back(code):
    return reverse("regulations:sheet", args=[code])


def _context(request, code):
    if not leads_people(request.user):
        raise Http404
    book = book_in_force(request, code)
    found = Sheet(book.regulation, request.user)
    return {"book": book, "sheet": found, "may_enter": enters_paper(request.user), "may_export": request.user.may("export", "report")}


def _signed(form, who, book, by):
    told = form.cleaned_data
    words = _("I have read and understood {code}, edition {edition}, and will work by it. Signed on paper.")
    words = words.format(code=book.regulation.code, edition=book.edition.label)
    try:
        return sign_on_paper(who, book.edition, told["scan"], words, signed_on=told["signed_on"], by=by)
    except FileIsTooLarge:
        form.add_error("scan", _("Larger than 20 MB."))
    except FileIsEmpty:
        form.add_error("scan", _("The file is empty."))
    except FileIsRefused:
        form.add_error("scan", _("A picture or a PDF is wanted."))
    except NothingToSign:
        form.add_error(None, _("This person has nothing left to sign in the edition in force."))
    except TextHasChanged:
        form.add_error(None, _("Another edition came out meanwhile: nothing was noted."))
    return None
