from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import xlsx
from timeline.models import Entry

from ..ledger_form import LedgerForm
from ..ledger_page import LedgerPage
from ..look_page import worded as worded_looks
from ..models import Look, Signal
from ..permissions import asking_departments, leads_a_department
from ..rules import RULES
from ..signal_page import worded as worded_signals
from ..veil import veiled
from ..words import worded

WAITING_SHOWN, LOOKS_SHOWN, SIGNALS_SHOWN = 10, 20, 20


@right("report", "see")
@require_GET
def head_ledger(request):
    """Person × day with the breaches behind each number, the trend of each rule, streaks and explanations that wait."""
    if not leads_a_department(request.user):
        return redirect("workday:ledger")
    form = LedgerForm(request.GET, request.user)
    context = {"form": form, "rules": RULES, "query": request.GET.urlencode()}
    if form.is_valid():
        context |= _context(LedgerPage(form), form, request.user)
    return render(request, "workday/head_ledger.html", context)


def _context(page, form, user):
    waiting, asks = page.waiting(), asking_departments() & set(page.departments)
    looks = Look.objects.visible_to(user).within(asks).between(page.first, page.last).for_list() if asks else []
    signals = Signal.objects.visible_to(user).within(asks).between(page.first, page.last).for_list() if asks else []
    return {
        "page": page,
        "sections": page.sections(),
        "figures": page.figures(),
        "trend": page.trend(),
        "table": page.table(),
        "addenda": page.addenda(),
        "asks_for_more": asks,
        "waiting": worded(veiled(list(waiting.for_list()[:WAITING_SHOWN]), user), user, show_day=True),
        "waiting_count": waiting.count(),
        "looks": worded_looks(list(looks[:LOOKS_SHOWN]), user),
        "signals": worded_signals(signals[:SIGNALS_SHOWN], user),
        "earlier": form.moved(-7),
        "later": form.moved(7),
    }


@right("report", "export")
@require_GET
def file(request):
    """Every closed day of every person as a sheet; an invalid question is refused, never widened."""
    form = LedgerForm(request.GET, request.user)
    if not leads_a_department(request.user) or not form.is_valid():
        return HttpResponseBadRequest(_("The filter is not valid."))
    page = LedgerPage(form)
    head = [_("Date"), _("Department"), _("Manager"), *[str(rule.label) for rule in RULES], _("Breaches"), _("Deals in breach")]
    head += [_("Excused"), _("Left out of the reports"), _("Stood in for")]
    rows = [_row(page, line, cell) for line in page.lines for _day, cell in sorted(line.cells.items())]
    rows += [[], [_("Rule"), _("Breaches"), _("Before")], *([str(one["rule"].label), one["total"], one["before"]] for one in page.trend())]
    facts = {"what": "report ledger of days", "filter": request.GET.urlencode()[:500], "rows": len(rows)}
    request.user.record("exported", by=request.user, audience=Entry.Audience.ADMINS, **facts)
    return xlsx.response(f"ledger {page.first} {page.last}", head, rows)


def _row(page, line, cell):
    whose = [cell.day, str(page.departments[line.department_id]), str(line.user)]
    marks = [cell.excused, _("yes") if cell.is_void else "", ", ".join(cell.deputy_for)]
    return [*whose, *cell.counts, cell.value, cell.deals, *marks]
