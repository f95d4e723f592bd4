from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import keyset, xlsx
from crm_project.lib.refusals import BadParameters

from ..export import note_export
from ..forms import ResultsForm
from ..results import named_to, records, results_page

SIZE = 50


@require_GET
@right("report", "see")
def results(request):
    """What came of the work of one kind, by person and by stage."""
    form = ResultsForm(request.GET, request.user)
    context = {"form": form, "query": request.GET.urlencode()}
    if form.is_valid():
        context |= results_page(form) | {"span": form.span}
    return render(request, "reports/results.html", context)


@require_GET
@right("report", "see")
def behind_results(request):
    """The tasks or calls behind one number; what is not the reader's to see is counted and not named."""
    form = ResultsForm(request.GET, request.user)
    asked = {name: request.GET[name] for name in ("result", "person", "stage") if name in request.GET}
    if not form.is_valid() or not all(one.isdecimal() and len(one) < 16 for one in asked.values()):
        raise BadParameters
    found, work = records(form, **{name: int(value) for name, value in asked.items()})
    rows, mark = keyset.page(found, (f"-{work.at}", "-pk"), request.GET.get("after", ""), SIZE)
    named = named_to(request.user, rows)
    query = request.GET.copy()
    query["after"] = mark
    told = [(row, getattr(row, work.at), getattr(row, work.by), row.pk in named) for row in rows]
    context = {"rows": told, "count": found.count(), "span": form.span, "form": form, "next": query.urlencode() if mark else ""}
    return render(request, "reports/results_records.html", context)


@require_GET
@right("report", "export")
def file(request):
    """The table by person as XLSX; an invalid question is refused, never widened."""
    form = ResultsForm(request.GET, request.user)
    if not form.is_valid():
        return HttpResponseBadRequest(_("The filter is not valid."))
    page = results_page(form)
    head = [_("Who"), *(name for _pk, name in page["columns"]), _("Total")]
    lines = [[line.name, *(line.counts[pk] for pk, _name in page["columns"]), line.total] for line in page["people"]]
    note_export(request.user, "results", request.GET.urlencode(), len(lines))
    return xlsx.response("results", head, lines)
