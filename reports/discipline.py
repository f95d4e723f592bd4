"""How the days of the period were closed: the heat map person × day and the share of clean days, from the ledger."""

from accounts.models import Department
from crm_project.lib import clock
from workday.department_page import heat
from workday.models import LedgerRow

from .scope import people_ids

COLUMNS = 14


def discipline(form):
    """{"heat": days and people of the last days in the period, "clean_days": (clean, all) person days in it}"""
    rows = closed_days(form)
    clean, total = rows.clean().count(), rows.count()
    people = set(rows.values_list("user_id", flat=True))
    shown = heat(_departments(form), min(form.span.last, clock.today(form.span.zone)), form.user, count=COLUMNS, first=form.span.first)
    shown["people"] = [line for line in shown["people"] if line["id"] in people]
    return {"heat": shown, "clean_days": (clean, total), "people_judged": len(people)}


def closed_days(form):
    """The ledger rows of persons that the report counts: under the filters of the form, without the days that were set aside."""
    rows = LedgerRow.objects.visible_to(form.user).persons().within(_departments(form)).between(form.span.first, form.span.last).counted()
    ids = people_ids(form.user)
    if ids is not None:
        rows = rows.filter(user__in=ids)
    if owner := form.cleaned_data.get("owner"):
        rows = rows.filter(user=owner)
    return rows.of_sellers()


def _departments(form):
    chosen = form.cleaned_data.get("department")
    departments = Department.objects.below(chosen) if chosen else Department.objects.visible_to(form.user)
    return list(departments.live().values_list("pk", flat=True))
