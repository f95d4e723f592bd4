from datetime import date, timedelta

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import formats, xlsx

from ..asking_for_absence import waiting_for
from ..department_page import DONE, DepartmentPage, departments_for, heat_of
from ..live import team_of
from ..permissions import leads_a_department, may_enter_absences, may_set_aside, may_set_rules
from ..pill import verdicts_waited_for
from ..rules import RULES
from ..words import breach_words, worded


@right("report", "see")
@require_GET
def department(request, pk=None, day=None):
    """Who closed the day and who did not, live before the close and judged after it."""
    if not leads_a_department(request.user):
        return redirect("workday:ledger")
    page = _page(request, pk, day)
    lines = page.lines()
    context = {"page": page, "lines": lines, "departments": departments_for(request.user), "rules": RULES}
    return render(request, "workday/department.html", context | _figures(page, lines) | _around(page, lines, request.user))


@right("report", "see")
@require_GET
def export(request, pk, day):
    """The table and the breaches of the day as a sheet."""
    if not leads_a_department(request.user):
        raise Http404
    page = _page(request, pk, day)
    head = [_("Manager"), *[rule.label for rule in RULES], _("Deals in breach"), _("Calls")]
    head += [_("Missed calls"), _("Tasks done"), _("Moves forward")]
    rows = [
        [
            str(line.user),
            *[cell["count"] for cell in line.cells],
            line.row.deals if line.row else "",
            *[line.done[name] for name in DONE[:4]],
        ]
        for line in page.lines()
    ]
    rows += [[], [_("Breaches")], *([str(one.owner or page.department), one.deal_name, breach_words(one)] for one in page.breaches())]
    return xlsx.response(f"{page.department} {page.day}", head, rows, sheet=str(page.day))


def _page(request, pk, day):
    known = departments_for(request.user)
    chosen = next((one for one in known if one.pk == pk), None) if pk else _first_to_look_at(known, request.user)
    if chosen is None:
        raise Http404
    page = DepartmentPage(chosen, day or date.min, request.user)
    if day is None:
        page = _latest(chosen, page.today, request.user)
    if page.day > page.today:
        raise Http404
    return page


def _first_to_look_at(departments, user):
    """One's own department, else the first in which somebody is judged."""
    with_people = {person.department_id for person in team_of(departments) if person.pk != user.pk}
    ordered = sorted(departments, key=lambda one: (one.pk not in with_people, one.pk != user.department_id))
    return ordered[0] if ordered else None


def _latest(department, today, user):
    """Today; on a day off the last day that was closed."""
    page = DepartmentPage(department, today, user)
    last = page.last_closed_day() if page.has_nothing() else None
    return DepartmentPage(department, last, user) if last else page


def _figures(page, lines):
    nobodys = page.nobodys()
    totals = {rule.code: sum(line.counts[rule.code] for line in lines) + nobodys[rule.code] for rule in RULES}
    done = {name: sum(line.done[name] for line in lines) for name in DONE}
    return {
        "nobodys": nobodys,
        "has_nobodys": any(nobodys.values()),
        "nobodys_words": " · ".join(f"{nobodys[rule.code]} {rule.short}" for rule in RULES if nobodys[rule.code]),
        "totals": totals,
        "total_done": done,
        "clean": sum(1 for line in lines if line.is_clean),
        "in_breach": page.deals(lines),
        "breaches": [] if page.is_live else worded(list(page.breaches()[:200]), page.user),
        "live": page.to_put_right() if page.is_live else [],
    }


def _around(page, lines, user):
    trend = page.trend()
    most = max((number for _day, number in trend), default=0) or 1
    bars = [
        {
            "x": 2 + 22 * place,
            "text_x": 10 + 22 * place,
            "y": round(48 - 41 * number / most, 1),
            "height": round(41 * number / most, 1),
            "n": number,
        }
        for place, (_day, number) in enumerate(trend)
    ]
    return {
        "bars": bars,
        "bars_words": ", ".join(f"{formats.day_short(day)} {number}" for day, number in trend),
        "before": page.before(),
        "heat": heat_of(page.department, page.day, lines if page.is_live else ()),
        "away": page.away(),
        "previous": page.day - timedelta(days=1),
        "next": page.day + timedelta(days=1) if page.day < page.today else None,
        "sees_money": user.has_right("see_money"),
        "may_set_aside": may_set_aside(user) and page.summary is not None and page.void is None,
        "may_enter_absences": may_enter_absences(user),
        "requests": waiting_for(user).count() if page.is_live else 0,
        "verdicts": verdicts_waited_for(user) if page.is_live else 0,
        "may_set_rules": may_set_rules(user, page.department),
    }
