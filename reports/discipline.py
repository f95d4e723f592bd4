"""How the days of the period were closed: the heat map person × day and the share of clean days, from the ledger."""

from django.db.models import Count, Q

from workday.department_page import heat
from workday.models import LedgerRow

COLUMNS = 14


def discipline(form):
    """{"heat": days and people of the last closed days of the period, "clean_days": (clean, all), "people_judged": number}"""
    rows = closed_days(form)
    clean = Q(deals=0, error="")
    figures = rows.aggregate(clean=Count("pk", filter=clean), total=Count("pk"), people=Count("user", distinct=True))
    shown = heat(rows, count=COLUMNS) if figures["total"] else {"days": [], "people": []}
    return {"heat": shown, "clean_days": (figures["clean"], figures["total"]), "people_judged": figures["people"]}


def closed_days(form):
    """The ledger rows of persons that the report counts: those its reader may see, without the days that were set aside."""
    rows = LedgerRow.objects.visible_to(form.user).persons().between(form.span.first, form.span.last).counted().of_sellers()
    if department := form.cleaned_data.get("department"):
        rows = rows.filter(department__path__startswith=department.path)
    if owner := form.cleaned_data.get("owner"):
        rows = rows.filter(user=owner)
    return rows
