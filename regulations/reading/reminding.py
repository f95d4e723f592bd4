"""Reminders a working day before it is due, on the day and a working day later; heads hear of the late ones and of the week."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Q

from accounts.schedule import Timetable
from crm_project.lib import clock
from crm_project.lib.working_time import instant_of
from notifications.telling import notify

from ..models import ReadingAssignment
from .due import MORNING, Deadlines
from .heads import all_heads, heads_of

# On a path of days, what is due by the day one is reminded of, not all that is left.
OWED = Count("items", filter=Q(items__state="owed", items__due_at__lte=F("due_at")))
LOT = 500
STALE = timedelta(hours=3)


def tick():
    """Runs every minute; each reminder and each summary leaves once."""
    now = clock.now()
    remind(now)
    tell_the_week(now)


def remind(now):
    """Whose next reminder has come; one missed while the system was down is not made up for, the one that holds now is."""
    with transaction.atomic():
        due = ReadingAssignment.objects.to_remind(now).select_for_update(skip_locked=True, of=("self",)).order_by("remind_at", "pk")
        ids = list(due.values_list("pk", flat=True)[:LOT])
        if not ids:
            return
        rows = list(ReadingAssignment.objects.filter(pk__in=ids).for_people().annotate(owed=OWED))
        deadlines = Deadlines(now)
        waves = {row.pk: deadlines.wave(row.user, row.due_at, now) for row in rows}
        _remind_people(rows, waves, deadlines)
        _tell_heads([row for row in rows if waves[row.pk] > 0])
        for row in rows:
            row.remind_at = deadlines.remind_at(row.user, row.due_at, now)
        ReadingAssignment.objects.bulk_update(rows, ["remind_at"])


def tell_the_week(now):
    """On the first working morning of the week: who is late, and who is to finish in it. Nothing is read at other hours."""
    table = Timetable(at=now)
    awake = {head.pk for head in all_heads() if _is_first_morning(head, now, table)}
    if not awake:
        return
    rows = list(ReadingAssignment.objects.open().filter(due_at__lt=now + timedelta(days=7)).for_people())
    by_head, heads = defaultdict(list), heads_of([row.user for row in rows])
    for row in rows:
        if (head := heads.get(row.user_id)) and head.pk in awake:
            by_head[head].append(row)
    for head, readings in by_head.items():
        late = {row.user_id for row in readings if row.due_at <= now}
        soon = {row.user_id for row in readings} - late
        year, week, _day = table.local_date(head, now).isocalendar()
        notify([head], "reading.week", key=f"reading.week:{year}-{week}", details={"late": len(late), "soon": len(soon)})


def _remind_people(rows, waves, deadlines):
    groups = defaultdict(dict)
    for row in rows:
        due_on, wave = deadlines.table.local_date(row.user, row.due_at).isoformat(), waves[row.pk]
        facts = {"code": row.regulation.code, "sections": row.owed, "due": due_on, "wave": wave}
        groups[row.regulation, f"reading.reminder:{row.edition_id}:{due_on}:{wave}"][row.user] = facts
    for (regulation, key), people in groups.items():
        details = {person.pk: facts for person, facts in people.items()}
        notify(list(people), "reading.reminder", regulation, key=key, details_of=details)


def _tell_heads(rows):
    by_head = defaultdict(list)
    heads = heads_of([row.user for row in rows])
    for row in rows:
        if head := heads.get(row.user_id):
            by_head[head].append(row)
    for head, late in by_head.items():
        people = sorted({str(row.user) for row in late})
        key = f"reading.late_of:{min(row.pk for row in late)}:{late[0].due_at:%Y-%m-%d}"
        notify([head], "reading.late_of", key=key, details={"people": people})


def _is_first_morning(head, now, table):
    day = table.local_date(head, now)
    monday = day - timedelta(days=day.weekday())
    first = next((on for step in range(7) if table.is_working(head, on := monday + timedelta(days=step))), None)
    if first != day:
        return False
    morning = instant_of(day, MORNING, table.zone(head, day))
    return morning <= now < morning + STALE
