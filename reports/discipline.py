"""How the days of the period were closed: the heat map person × day and the share of clean days, from the ledger."""

from django.db.models import Count, Q, Sum

from accounts.models import User
from workday.department_page import heat
from workday.models import LedgerRow
from workday.rules import CODES

COLUMNS = 14
_CLEAN = Q(deals=0, error="")


def discipline(form):
    """{"heat": days and people of the last closed days of the period, "clean_days": (clean, all), "people_judged": number}"""
    rows = closed_days(form)
    figures = rows.aggregate(clean=Count("pk", filter=_CLEAN), total=Count("pk"), people=Count("user", distinct=True))
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


def discipline_rows(form):
    """[Row] by name and the row of their sums, from the same ledger rows; two queries, whatever the number of people or days."""
    figures = {code: Sum(code) for code in CODES} | {"judged": Count("pk"), "clean": Count("pk", filter=_CLEAN), "cards": Sum("deals")}
    found = {row.pop("user"): row for row in closed_days(form).order_by().values("user").annotate(**figures)}
    people = {person.pk: person for person in User.objects.filter(pk__in=found).by_name()}
    rows = [_row(person, found[pk]) for pk, person in people.items()]
    total = _row(None, {name: sum(row[name] for row in found.values()) for name in figures})
    return rows, total


def _row(person, figures):
    counts = [figures[code] for code in CODES]
    return {
        "person": person,
        "judged": figures["judged"],
        "clean": figures["clean"],
        "share": figures["clean"] / figures["judged"] if figures["judged"] else None,
        "counts": counts,
        "breaches": sum(counts),
        "cards": figures["cards"],
    }
