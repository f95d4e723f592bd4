from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import xlsx

from ..baselines import may_set
from ..export import note_export
from ..forms import SalesForm
from ..sales import sales_rows
from ..wording import key_text, label_of


@require_GET
@right("report", "see")
def sales(request):
    """Win rate, sums and cycle of closed deals, by whatever the reader chooses."""
    form = SalesForm(request.GET, request.user, default="quarter")
    context = {"form": form, "groups": form.groups, "query": request.GET.urlencode(), "sets_baselines": may_set(request.user)}
    if form.is_valid():
        rows, total = sales_rows(form)
        for row in rows:
            row.label, row.key_text = label_of(row, form), key_text(row, form)
        context |= {
            "rows": rows,
            "total": total,
            "grouping": form.grouping,
            "span": form.span,
            "sum_field": form.sum_field,
            "counts_each": form.group_field and form.group_field.type == "choices",
            "sees_money": request.user.has_right("see_money"),
        }
    return render(request, "reports/sales.html", context)


@require_GET
@right("report", "export")
def file(request):
    """The report as XLSX: one line per row and currency, full precision."""
    form = SalesForm(request.GET, request.user, default="quarter")
    if not form.is_valid():
        return HttpResponseBadRequest(_("The filter is not valid."))
    rows, total = sales_rows(form)
    for row in rows:
        row.label = label_of(row, form)
    total.label = _("Total")
    money = request.user.has_right("see_money")
    head = [str(form.groups[form.grouping]), _("Won"), _("Lost"), _("Win rate"), _("Currency"), _("Sum won"), _("Average sum")]
    head += [
        _("Cycle of won, mean days"),
        _("Cycle of won, median days"),
        _("Cycle of closed, mean days"),
        _("Cycle of closed, median days"),
    ]
    head += [form.sum_field.label] if form.sum_field else []
    lines = [line for row in [*rows, total] for line in _lines(row, money, form.sum_field)]
    note_export(request.user, f"sales by {form.grouping}", request.GET.urlencode(), len(lines))
    return xlsx.response("sales", head, lines)


def _lines(row, money, sum_field=None):
    cycles = [row.cycle, row.cycle_median, row.closed_cycle, row.closed_cycle_median]
    own = [row.own_sum] if sum_field else []
    counts = [row.label, row.won, row.lost, row.win_rate]
    if not row.sums or not money:
        return [[*counts, "", None, None, *cycles, *own]]
    return [
        [*counts, currency, row.sums[currency][0], row.average(currency), *cycles, *(own if place == 0 else [None] * len(own))]
        for place, currency in enumerate(sorted(row.sums))
    ]
