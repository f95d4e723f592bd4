"""Questions come and go as files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.rights import right
from crm_project.lib import xlsx

from .. import gift, sheet
from ..bank_forms import BankFilter
from ..import_forms import ImportForm
from ..importing import Unreadable
from ..importing import take_in as take
from ..models import Question
from .framing import framed


@right("regulation", "edit")
@require_GET
def give_out(request, kind):
    """The questions of the filter as a table, or as GIFT in the reader's language."""
    questions = BankFilter(request.GET).narrow(Question.objects.visible_to(request.user)).for_list()
    request.user.record("exported", by=request.user, audience="admins", what="questions", rows=len(questions))
    if kind == "xlsx":
        return xlsx.response("questions", sheet.HEAD, sheet.rows_of(questions))
    if kind != "gift":
        raise Http404
    records = [(one.code, _section(one), one.area, one.is_critical, one.current) for one in questions]
    response = HttpResponse(gift.write(records, get_language()), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="questions.gift.txt"'
    return response


@right("regulation", "edit")
@require_http_methods(["GET", "POST"])
def take_in(request):
    """A file of questions: each comes as a draft, and what is wrong is told by line."""
    form, taken = ImportForm(request.POST or None, request.FILES or None), None
    if form.is_valid():
        try:
            taken = take(form.cleaned_data["file"], form.section(), by=request.user)
        except Unreadable:
            form.add_error("file", _("A table (XLSX, CSV) or a GIFT text of at most 5 MB is needed."))
    status = 422 if form.errors else 200
    return render(request, "training/import.html", framed(request, "bank") | {"form": form, "taken": taken}, status=status)


def _section(question):
    link = next(iter(question.links.all()), None)
    return str(link.section) if link else ""
