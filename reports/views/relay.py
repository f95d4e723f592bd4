from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import keyset, xlsx
from crm_project.lib.refusals import BadParameters
from tasks.models import Task

from ..export import note_export
from ..forms import ReportForm
from ..relay import STATES, records, relay_page

SIZE = 50
_COUNTED = ("given", "accepted", "returned", "late")


@require_GET
@right("report", "see")
def relay(request):
    """From whom to whom work goes, where it waits and why it comes back."""
    form = ReportForm(request.GET, request.user, default="quarter")
    context = {"form": form, "query": request.GET.urlencode()}
    if form.is_valid():
        context |= relay_page(form) | {"span": form.span}
    return render(request, "reports/relay.html", context)


@require_GET
@right("report", "see")
def behind_relay(request):
    """The hand-offs behind one number; what is not the reader's to see is counted and not named."""
    form = ReportForm(request.GET, request.user, default="quarter")
    state, pair = request.GET.get("state", "given"), [request.GET.get(name, "0") for name in ("giver", "receiver")]
    if not form.is_valid() or state not in STATES or not all(one.isdecimal() and len(one) < 16 for one in pair):
        raise BadParameters
    handoffs = records(form, state, *(int(one) for one in pair))
    rows, mark = keyset.page(handoffs, ("-given_at", "-pk"), request.GET.get("after", ""), SIZE)
    named = set(Task.objects.visible_to(request.user).by_ids([row.task_id for row in rows]).values_list("pk", flat=True))
    query = request.GET.copy()
    query["after"] = mark
    context = {"rows": [(row, row.task_id in named) for row in rows], "count": handoffs.count(), "span": form.span}
    return render(request, "reports/relay_records.html", context | {"next": query.urlencode() if mark else ""})


@require_GET
@right("report", "export")
def file(request):
    """The pairs as XLSX; an invalid question is refused, never widened."""
    form = ReportForm(request.GET, request.user, default="quarter")
    if not form.is_valid():
        return HttpResponseBadRequest(_("The filter is not valid."))
    head = [
        _("Giver"),
        _("Receiver"),
        _("Handed over"),
        _("Accepted"),
        _("Returned"),
        _("Not in time"),
        _("Acceptance, median minutes of work"),
    ]
    head += [_("Won"), _("Lost"), _("Days to the win, median")]
    lines = [
        [str(one.giver), str(one.receiver), *(one.counts[name] for name in _COUNTED), one.acceptance, one.won, one.lost, one.days]
        for one in relay_page(form)["pairs"]
    ]
    note_export(request.user, "hand-offs", request.GET.urlencode(), len(lines))
    return xlsx.response("hand-offs", head, lines)
