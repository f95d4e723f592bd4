from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import xlsx
from workday.permissions import leads_a_department

from ..board import funnel_page
from ..export import note_export
from ..forms import ReportForm
from ..funnels import columns, funnel_stages


@require_GET
@right("report", "see")
def funnels(request):
    """Where each manager loses deals, and the department's main figures."""
    form = ReportForm(request.GET, request.user)
    context = {"form": form, "query": request.GET.urlencode(), "leads": leads_a_department(request.user)}
    if form.is_valid():
        context |= funnel_page(form)
    return render(request, "reports/funnels.html", context)


@require_GET
@right("report", "see")
def table(request):
    """The same as a table of all figures: entered, left, onward, lost, days."""
    form = ReportForm(request.GET, request.user)
    context = {"form": form, "query": request.GET.urlencode()}
    if form.is_valid() and (funnel := form.funnel_or_first):
        stages = funnel_stages(funnel)
        context |= {"funnel": funnel, "stages": stages, "columns": columns(form, funnel, stages, with_days=True), "span": form.span}
    return render(request, "reports/funnel_table.html", context)


@require_GET
@right("report", "export")
def file(request):
    """The table as XLSX; an invalid question is refused, never widened."""
    form = ReportForm(request.GET, request.user)
    if not form.is_valid() or not (funnel := form.funnel_or_first):
        return HttpResponseBadRequest(_("The filter is not valid."))
    stages = funnel_stages(funnel)
    head = [_("Manager"), _("Stage"), _("Entered"), _("Left"), _("Went on"), _("Lost"), _("Share that went on"), _("Days, median")]
    rows = [
        [
            str(column.person),
            stage.name,
            cell.entered,
            cell.left,
            cell.onward,
            cell.lost,
            cell.onward / cell.left if cell.left else None,
            cell.days,
        ]
        for column in columns(form, funnel, stages, with_days=True)
        for stage, cell in zip(stages, column.cells, strict=True)
    ]
    note_export(request.user, "funnels", request.GET.urlencode(), len(rows))
    return xlsx.response("funnels", head, rows)
