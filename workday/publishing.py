"""evaluated → published: the ledger is written, once, and people are told, in one transaction."""

from collections import defaultdict

from django.db import connection, transaction
from django.db.models import Max, Q

from .enforcing import lay_out
from .models import DepartmentDay, LedgerRow, PersonDay
from .news import tell_department, tell_late, tell_person
from .permissions import asking_departments
from .rules import CODES
from .third_breach import raise_after

BREACHES = """
INSERT INTO workday_breach (
    row_id, day, cut_off, department_id, owner_id, previous_owner_id, deal_owner_id, is_deputy, deal_id, lead_id, rule, rule_version,
    section_code, deal_name, stage_name, task_title, task_due_at, task_due_on, since, published_at
)
SELECT ledger.id, claim.day, claim.cut_off, claim.department_id, ledger.user_id,
       CASE WHEN f.holder_id IS DISTINCT FROM ledger.user_id THEN f.holder_id END, f.deal_owner_id,
       ledger.user_id IS NOT NULL AND f.holder_id IS DISTINCT FROM ledger.user_id, f.deal_id, f.lead_id, f.rule,
       concat(claim.rules -> f.rule ->> 'version', '.', claim.rules ->> 'setting'), COALESCE(claim.rules -> f.rule ->> 'section', ''),
       f.deal_name, f.stage_name, f.task_title, f.task_due_at, f.task_due_on, f.since, %(now)s
FROM {table} claim
JOIN workday_ledgerrow ledger ON ledger.kind = %(kind)s AND ledger.day = claim.day AND ledger.{bearer}_id = claim.{bearer}_id
CROSS JOIN LATERAL jsonb_to_recordset(claim.found) AS f(
    rule text, deal_id bigint, lead_id bigint, deal_name text, stage_name text, deal_owner_id bigint, task_title text,
    task_due_at timestamptz, task_due_on date, since timestamptz, holder_id bigint
)
WHERE claim.id = ANY(%(ids)s::bigint[])
"""

# A lead is told from a deal of the same number by its sign.
COUNTS = """
SELECT claim.id, f.rule, count(*), count(DISTINCT COALESCE(f.deal_id, -f.lead_id))
FROM {table} claim CROSS JOIN LATERAL jsonb_to_recordset(claim.found) AS f(rule text, deal_id bigint, lead_id bigint)
WHERE claim.id = ANY(%(ids)s::bigint[])
GROUP BY GROUPING SETS ((claim.id, f.rule), (claim.id))
"""


def publish_persons(ids, closes, *, now):
    """Write the ledger of these judged days and tell each person once; whoever comes second finds nothing to do."""
    with transaction.atomic():
        rows = _take(PersonDay.objects.select_related("user__role", "department"), ids, now)
        if not rows:
            return []
        counts = _counts(rows)
        ledger = [_person_row(row, counts[row.pk], closes.stands_in_for(row), now) for row in rows]
        LedgerRow.objects.bulk_create(ledger)
        _write_breaches(rows, "person", "user", now)
        lay_out(ledger)
        raise_after(ledger)
        _add_what_is_late(rows, ledger, now)
        _tell_or_keep(rows, ledger, now)
        is_asked = Q(department__in=asking_departments())
        PersonDay.objects.filter(pk__in=[row.pk for row in rows]).update(found=None, looks_are_due=is_asked)
    return rows


def publish_department(pk, *, now, incomplete=0):
    """Write the department's row with what is the head's own, and tell the head once."""
    with transaction.atomic():
        rows = _take(DepartmentDay.objects.select_related("department__head"), [pk], now)
        if not rows:
            return None
        row, counts = rows[0], _counts(rows)
        ledger = _department_row(row, counts[row.pk], incomplete, now)
        ledger.save(force_insert=True)
        _write_breaches(rows, "department", "department", now)
        lay_out([ledger])
        newest = DepartmentDay.objects.filter(department=row.department, cut_off__lte=now).aggregate(latest=Max("day"))["latest"]
        if row.day < newest:
            DepartmentDay.objects.filter(pk=row.pk).update(news_is_due=True)
        else:
            tell_department(row, ledger)
        DepartmentDay.objects.filter(pk=row.pk).update(found=None)
    return row


def _take(rows, ids, now):
    """Whoever turns "evaluated" into "published" has the rows; the state changes in this very transaction."""
    taken = list(rows.filter(pk__in=ids, state="evaluated").select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    rows.model.objects.filter(pk__in=[row.pk for row in taken]).update(state="published", published_at=now)
    return taken


def _counts(rows):
    """{claim id: {rule: findings, None: distinct deals}}"""
    counts = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(table=rows[0]._meta.db_table), {"ids": [row.pk for row in rows]})
        for pk, rule, findings, deals in cursor.fetchall():
            counts[pk][rule] = findings if rule else deals
    return counts


def _person_row(row, counts, stands_in_for, now):
    figures = {code: counts.get(code, 0) for code in CODES}
    moment = {"day": row.day, "cut_off": row.cut_off, "zone": row.zone, "rules": row.rules, "error": row.error, "published_at": now}
    return LedgerRow(
        kind="person",
        user=row.user,
        department_id=row.department_id,
        deals=counts.get(None, 0),
        deputy_for=stands_in_for,
        **figures,
        **moment,
    )


def _department_row(row, counts, incomplete, now):
    """The sums of its people and of what nobody owns; a deal that broke several rules, or was several people's, counts once.

    A head with nothing to put right is not one of those who closed the day.
    """
    persons = LedgerRow.objects.persons().filter(department=row.department_id, day=row.day)
    figures = {code: counts.get(code, 0) for code in CODES}
    for person in persons:
        for code in CODES:
            figures[code] += getattr(person, code)
    counted = [person for person in persons if person.user_id != row.department.head_id or not person.is_clean]
    return LedgerRow(
        kind="department",
        department_id=row.department_id,
        day=row.day,
        cut_off=row.cut_off,
        zone=row.zone,
        rules=row.rules,
        error=row.error,
        deals=_distinct_deals(row, persons),
        people=len(counted),
        clean_people=sum(1 for person in counted if person.is_clean),
        incomplete=incomplete,
        published_at=now,
        **figures,
    )


def _distinct_deals(row, persons):
    statement = """
        SELECT count(*) FROM (
            SELECT deal_id, lead_id FROM workday_breach WHERE row_id = ANY(%s::bigint[])
            UNION SELECT f.deal_id, f.lead_id
            FROM workday_departmentday c CROSS JOIN LATERAL jsonb_to_recordset(c.found) AS f(deal_id bigint, lead_id bigint)
            WHERE c.id = %s
        ) AS every
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [[person.pk for person in persons], row.pk])
        return cursor.fetchone()[0]


def _write_breaches(rows, kind, bearer, now):
    with connection.cursor() as cursor:
        values = {"ids": [row.pk for row in rows], "kind": kind, "now": now}
        cursor.execute(BREACHES.format(table=rows[0]._meta.db_table, bearer=bearer), values)


def _add_what_is_late(rows, ledger, now):
    """The department was published without these people: the head gets an addendum for each."""
    closed = DepartmentDay.objects.filter(department__in={row.department_id for row in rows}, day__in={row.day for row in rows})
    closed = {(day.department_id, day.day): day for day in closed.filter(state="published").select_related("department__head")}
    for row, person in zip(rows, ledger, strict=True):
        if day := closed.get((row.department_id, row.day)):
            figures = {name: getattr(person, name) for name in (*CODES, "deals", "cut_off", "zone", "rules", "error")}
            LedgerRow.objects.create(
                kind="addendum", user=row.user, department_id=row.department_id, day=row.day, published_at=now, **figures
            )
            tell_late(day, person)


def _tell_or_keep(rows, ledger, now):
    """A person's latest day is told at once; older ones wait for one digest."""
    latest = dict(
        PersonDay.objects.filter(user__in=[row.user_id for row in rows], cut_off__lte=now)
        .order_by("user")
        .values_list("user")
        .annotate(Max("day"))
    )
    old = [row.pk for row in rows if row.day < latest.get(row.user_id, row.day)]
    PersonDay.objects.filter(pk__in=old).update(news_is_due=True)
    tell_person([person for row, person in zip(rows, ledger, strict=True) if row.pk not in old])
