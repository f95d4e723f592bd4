"""The page of the department's figures, put together from the reports."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_project.lib.formats import number, percent

from .discipline import discipline
from .forms import ReportForm
from .funnels import columns, funnel_stages, team_days
from .keeping import kept, kept_if_dear
from .quality import quality_rows
from .sales import SalesRow, key_figures, lost_by_reason


class _Over:
    """The same question about another span."""

    def __init__(self, form, span):
        self.user, self.cleaned_data, self.span = form.user, form.cleaned_data, span
        self.group_field, self.sum_field = form.group_field, form.sum_field


def funnel_page(form: ReportForm):
    """Context of the page: the funnel table, the cards of key figures, loss reasons and days per stage."""
    funnel, span = form.funnel_or_first, form.span
    if funnel is None:
        return {"funnel": None, "span": span}
    stages = funnel_stages(funnel)
    form.cleaned_data["funnel"] = funnel
    form.show_funnel(funnel)
    past = _Over(form, span.before())
    total, before = kept_if_dear("total", form, lambda: key_figures(form)), kept("before", past, lambda: key_figures(past))
    table = columns(form, funnel, stages)
    return {
        "funnel": funnel,
        "span": span,
        "stages": [stage.name for stage in stages],
        "table": [_shown(column, stages, form) for column in table],
        "total": total,
        "sees_money": form.user.has_right("see_money"),
        "before": before,
        "better": _better(total, before),
        "reasons": [_reason(row, form) for row in kept_if_dear("reasons", form, lambda: lost_by_reason(form))],
        "days": _days(stages, team_days(form, funnel)),
        "quality": quality_rows(form),
        **discipline(form),
    }


def _shown(column, stages, form):
    address = _records_address(form)
    rows = [
        {
            "count": cell.entered,
            "share": cell.share,
            "median": cell.team_entered,
            "bad": cell.is_bad,
            "url": _cell_url(address, "entered", stage, column.person) if cell.entered else "",
        }
        for stage, cell in zip(stages, column.cells, strict=True)
    ]
    shown = {"head": str(column.person), "person": column.person, "rows": rows, "foot": _("In line with the team"), "url": ""}
    if column.worst is not None:
        cell, before = column.cells[column.worst], stages[column.worst - 1]
        cases = column.cells[column.worst - 1].left
        words = ngettext(
            "%(stage)s: %(share)s, the team %(team)s; %(n)d case", "%(stage)s: %(share)s, the team %(team)s; %(n)d cases", cases
        )
        facts = {"stage": stages[column.worst].name, "share": percent(cell.share), "team": percent(cell.team_share)}
        shown |= {
            "foot": words % (facts | {"n": cases}),
            "url": _cell_url(address, "lost", before, column.person),
        }
    return shown


def _records_address(form):
    asked = [(name, value) for name, value in form.data.items() if name in form.fields and value and name != "funnel"]
    return f"{reverse('reports:funnel_records')}?{urlencode(asked + form.own_conditions.pairs)}"


def _cell_url(address, figure, stage, person):
    return f"{address}&figure={figure}&stage={stage.pk}&who={person.pk}&funnel={stage.funnel_id}"


def _better(now: SalesRow, before: SalesRow):
    """Differences to the span before, None where either has no cases: rate in shares, cycle in days."""
    return {"rate": _difference(now.win_rate, before.win_rate), "days": _difference(now.cycle_median, before.cycle_median)}


def _difference(now, before):
    return None if now is None or before is None else now - before


def _reason(row, form):
    asked = {name: value for name, value in form.data.items() if name in form.fields and value}
    own = form.own_conditions.pairs
    cell = {"group": "reason", "outcome": "lost", "key": row.key or "", "funnel": form.cleaned_data["funnel"].pk}
    return {
        "label": row.label or _("without a reason"),
        "value": row.lost,
        "url": f"{reverse('reports:sales_records')}?{urlencode([*(asked | cell).items(), *own])}",
    }


def _days(stages, days):
    return [
        {
            "label": stage.name,
            "value": days.get(stage.pk) or 0,
            "shown": number(days[stage.pk], 1) if stage.pk in days else "–",
            "target": stage.expected_days,
            "tone": "warn" if stage.expected_days and (days.get(stage.pk) or 0) > stage.expected_days else "",
        }
        for stage in stages
        if stage.is_open
    ]
