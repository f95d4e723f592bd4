from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import keyset
from crm_project.lib.refusals import BadParameters

from ..forms import ReportForm, SalesForm
from ..records import deals_behind_funnel, deals_behind_sales

SIZE = 50


@require_GET
@right("report", "see")
def behind_sales(request):
    """The closed deals behind one number of the sales report."""
    form = SalesForm(request.GET, request.user, default="quarter")
    if not form.is_valid():
        raise BadParameters
    deals = deals_behind_sales(form, request.GET.get("outcome", "closed"), request.GET.get("key"))
    return listed(request, deals, ("-closed_at", "-pk"), form)


@require_GET
@right("report", "see")
def behind_funnel(request):
    """The deals behind one number of the funnel report."""
    form = ReportForm(request.GET, request.user)
    if not form.is_valid() or not request.GET.get("stage", "").isdecimal() or not request.GET.get("who", "0").isdecimal():
        raise BadParameters
    funnel = form.funnel_or_first
    stage = get_object_or_404(funnel.stages, pk=int(request.GET["stage"]))
    deals = deals_behind_funnel(form, funnel, request.GET.get("figure"), stage.pk, int(request.GET.get("who") or 0))
    return listed(request, deals, ("-created_at", "-pk"), form)


def listed(request, deals, order, form):
    rows, mark = keyset.page(deals.for_list(), order, request.GET.get("after", ""), SIZE)
    query = request.GET.copy()
    query["after"] = mark
    context = {"rows": rows, "count": deals.count(), "next": query.urlencode() if mark else "", "span": form.span}
    context["sees_money"] = request.user.has_right("see_money")
    return render(request, "reports/records.html", context)
