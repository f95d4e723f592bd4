"""What people are told about the day: each once, whatever is run twice."""

from collections import defaultdict

from django.db import transaction

from accounts.models import User
from notifications.telling import notify

from .control import heads_of
from .models import DepartmentDay, LedgerRow, PersonDay
from .rules import CODES


def figures_of(row):
    return {code: getattr(row, code) for code in (*CODES, "deals")}


def tell_person(rows):
    """The result of the day, to whom it belongs."""
    days = defaultdict(list)
    for row in rows:
        days[row.day].append(row)
    for day, of_day in days.items():
        facts = {row.user_id: {"day": day.isoformat(), **figures_of(row)} for row in of_day}
        notify([row.user for row in of_day], "day.closed", key=f"day.closed:{day}", details_of=facts)


def tell_department(day, row):
    details = {"day": day.day.isoformat(), "department": day.department.name, "department_id": day.department_id, **figures_of(row)}
    details |= {"people": row.people, "clean_people": row.clean_people, "incomplete": row.incomplete}
    notify(
        heads_of(day.department), "day.department_closed", day, key=f"day.department_closed:{day.department_id}:{day.day}", details=details
    )


def tell_late(day, row):
    """A person's part came after the department's day was published."""
    details = {"day": day.day.isoformat(), "department": day.department.name, "department_id": day.department_id, **figures_of(row)}
    details["person"] = str(row.user)
    notify(heads_of(day.department), "day.addendum", day, key=f"day.addendum:{day.department_id}:{day.day}:{row.user_id}", details=details)


def tell_what_was_missed(now):
    """One digest per person for all days closed after a stop; sent when none of theirs is left to close."""
    waiting = set(PersonDay.objects.struck(now).values_list("user_id", flat=True))
    news = PersonDay.objects.with_news().exclude(user__in=waiting)
    for user in User.objects.filter(pk__in=news.values("user")).select_related("role"):
        _digest(user)
    for department_id in set(DepartmentDay.objects.with_news().values_list("department_id", flat=True)):
        if not DepartmentDay.objects.struck(now).filter(department=department_id).exists():
            _department_digest(department_id)


def _digest(user):
    with transaction.atomic():
        claims = PersonDay.objects.of(user).with_news()
        days = sorted(claims.select_for_update(skip_locked=True).values_list("day", flat=True))
        if not days:
            return
        rows = [{"day": row.day.isoformat(), **figures_of(row)} for row in LedgerRow.objects.of(user).filter(day__in=days).order_by("day")]
        key = f"day.missed:{days[0]}:{days[-1]}"
        notify([user], "day.missed", key=key, details={"days": rows, "from": days[0].isoformat(), "to": days[-1].isoformat()})
        claims.filter(day__in=days).update(news_is_due=False)


def _department_digest(department_id):
    with transaction.atomic():
        claims = DepartmentDay.objects.with_news().filter(department=department_id)
        held = list(claims.select_for_update(skip_locked=True, of=("self",)).select_related("department__head").order_by("day"))
        if not held:
            return
        days, department = [row.day for row in held], held[0].department
        ledger = LedgerRow.objects.departments().filter(department=department_id, day__in=days).order_by("day")
        rows = [{"day": row.day.isoformat(), **figures_of(row)} for row in ledger]
        details = {"days": rows, "department": department.name, "department_id": department.pk}
        details |= {"from": days[0].isoformat(), "to": days[-1].isoformat()}
        notify(heads_of(department), "day.missed", key=f"day.missed:{department.pk}:{days[0]}:{days[-1]}", details=details)
        DepartmentDay.objects.filter(pk__in=[row.pk for row in held]).update(news_is_due=False)
