from urllib.parse import urlencode

from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import xlsx
from crm_project.lib.refusals import BadParameters
from workday.permissions import leads_a_department
from workday.rules import CODES, RULES

from ..breach_cost import ENOUGH, deals_of, sides
from ..discipline import discipline_rows
from ..export import note_export
from ..forms import ReportForm
from .records import listed


@require_GET
@right("report", "see")
def discipline(request):
    """How each person's days were closed, rule by rule, and what breaches cost."""
    form = ReportForm(request.GET, request.user)
    context = {"form": form, "query": request.GET.urlencode(), "rules": RULES, "leads": leads_a_department(request.user)}
    if form.is_valid():
        rows, total = discipline_rows(form)
        past = ReportForm({"period": "dates", **_dates(form.span.before()), **_others(form)}, request.user)
        before = discipline_rows(past)[1] if past.is_valid() else None
        for row in [*rows, total]:
            row["cells"] = [(number, _behind(form, row["person"], code)) for code, number in zip(CODES, row["counts"], strict=True)]
            row["url"] = _behind(form, row["person"])
        context |= {"rows": rows, "total": total, "before": before, "span": form.span, "sides": sides(form), "enough": ENOUGH}
    return render(request, "reports/discipline.html", context)


@require_GET
@right("report", "export")
def file(request):
    """The table as XLSX; an invalid question is refused, never widened."""
    form = ReportForm(request.GET, request.user)
    if not form.is_valid():
        return HttpResponseBadRequest(_("The filter is not valid."))
    rows, total = discipline_rows(form)
    head = [_("Manager"), _("Days judged"), _("Clean days"), _("Share of clean days"), *[str(rule.label) for rule in RULES]]
    head += [_("Breaches"), _("Deals in breach")]
    lines = [
        [str(row["person"] or _("Total")), row["judged"], row["clean"], row["share"], *row["counts"], row["breaches"], row["cards"]]
        for row in [*rows, total]
    ]
    note_export(request.user, "discipline", request.GET.urlencode(), len(lines))
    return xlsx.response("discipline", head, lines)


@require_GET
@right("report", "see")
def behind(request):
    """The closed deals behind one number of what breaches cost."""
    form = ReportForm(request.GET, request.user)
    side, outcome, reason = (request.GET.get(name) for name in ("side", "outcome", "reason"))
    is_reason = reason is None or reason == "" or (reason.isdecimal() and len(reason) <= 18)
    if not form.is_valid() or side not in ("broken", "clean") or outcome not in ("won", "lost", "closed") or not is_reason:
        raise BadParameters
    deals = deals_of(form, side, outcome, None if reason is None else int(reason or 0))
    return listed(request, deals, ("-closed_at", "-pk"), form)


def _dates(span):
    return {"first": span.first.isoformat(), "last": span.last.isoformat()}


def _others(form):
    return {name: form.data[name] for name in ("department", "owner") if form.data.get(name)}


def _behind(form, person=None, rule=""):
    asked = {"from": form.span.first.isoformat(), "to": form.span.last.isoformat(), "counted": "true", "owned": "true"}
    asked |= {"user": person.pk} if person else {}
    asked |= {"rule": rule} if rule else {}
    if not person and form.cleaned_data.get("owner"):
        asked["user"] = form.cleaned_data["owner"].pk
    if department := form.cleaned_data.get("department"):
        asked["under"] = department.pk
    return f"{reverse('workday:breaches')}?{urlencode(asked)}"
