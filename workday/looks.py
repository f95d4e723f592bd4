"""Looks at how closed days were brought in order: found by one statement each for many people, after the day is published.

A look never judges: it says what happened and shows the records, the person may say what lies behind it.
"""

import json
from datetime import time
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from crm_project.lib import clock
from crm_project.lib.working_time import instant_of

from .models import Look, PersonDay
from .permissions import asking_departments

AT_ONCE = 500
MOVES, TASKS, CLOSED, CARDS = 3, 5, 3, 10
"""From how many on: dates of one task moved, new tasks, tasks closed, cards changed."""
SHARE = 0.6
LAST_MINUTES, LAST_MOMENT = "20 minutes", "5 minutes"
KEPT = 200

ASKED = """
WITH asked AS (
    SELECT * FROM unnest(%(users)s::bigint[], %(days)s::date[], %(begins)s::timestamptz[], %(ends)s::timestamptz[], %(zones)s::text[])
    AS a(user_id, day, begins, ends, zone)
),
"""

WRITTEN = """
written AS (
    SELECT a.user_id, a.day, a.ends, task.id, task.note, s.recorded_at, timezone(a.zone, s.due_at) AS due
    FROM asked a
    JOIN tasks_taskspan s ON s.owner_id = a.user_id AND s.replaced_at > a.begins AND s.recorded_at BETWEEN a.begins AND a.ends
    JOIN tasks_task task ON task.id = s.task_id AND task.author_id = a.user_id AND task.created_at = s.recorded_at
)
"""

# The dates of a task as they followed one another; a move that was taken back at once takes itself off. What somebody else moved
# is not theirs: whose act it was, history says, which is written with the change.
MOVED = """
touched AS (
    SELECT DISTINCT a.user_id, a.day, a.begins, a.ends, s.task_id
    FROM asked a
    JOIN tasks_taskspan s ON s.owner_id = a.user_id AND s.replaced_at > a.begins AND s.recorded_at BETWEEN a.begins AND a.ends
),
steps AS (
    SELECT t.user_id, t.day, t.task_id, s.recorded_at >= t.begins AS is_today, CASE WHEN s.is_taken_back THEN -1 ELSE 1 END AS step,
           COALESCE(s.due_at::text, s.due_on::text) AS due,
           lag(COALESCE(s.due_at::text, s.due_on::text)) OVER one_after_another AS before,
           EXISTS (
               SELECT FROM timeline_entry e
               WHERE e.subject_kind = 'task' AND e.subject_id = s.task_id AND e.verb IN ('task_moved', 'task_taken_back')
               AND e.actor_id = t.user_id AND e.recorded_at >= s.recorded_at
               AND (e.recorded_at < s.replaced_at OR s.replaced_at = s.recorded_at)
           ) AS is_own
    FROM touched t JOIN tasks_taskspan s ON s.task_id = t.task_id AND s.recorded_at <= t.ends
    WINDOW one_after_another AS (PARTITION BY t.user_id, t.day, s.task_id ORDER BY s.recorded_at, s.id)
),
moved AS (
    SELECT user_id, day, task_id FROM steps WHERE before IS NOT NULL AND before <> due AND is_own
    GROUP BY user_id, day, task_id
    HAVING sum(step) >= %(moves)s AND sum(step) FILTER (WHERE is_today) > 0
)
SELECT user_id, day, count(*), count(*), jsonb_build_object('task', jsonb_agg(task_id ORDER BY task_id)) FROM moved GROUP BY user_id, day
"""

SAME_MOMENT = """,
totals AS (SELECT user_id, day, count(*) AS total FROM written GROUP BY user_id, day),
moments AS (
    SELECT DISTINCT ON (user_id, day) user_id, day, count(*) AS n, jsonb_agg(id ORDER BY id) AS ids
    FROM written WHERE due::date > day GROUP BY user_id, day, due ORDER BY user_id, day, count(*) DESC, due
)
SELECT user_id, day, n, total, jsonb_build_object('task', ids) FROM moments JOIN totals USING (user_id, day)
WHERE total >= %(tasks)s AND n >= total * %(share)s
"""

LATE_WRITTEN = """
SELECT user_id, day, count(*), count(*), jsonb_build_object('task', jsonb_agg(id ORDER BY id)) FROM written
WHERE recorded_at > ends - %(last_minutes)s::interval AND note = '' GROUP BY user_id, day HAVING count(*) >= %(tasks)s
"""

NO_RESULT = """
closed AS (
    SELECT a.user_id, a.day, task.id,
           task.result_id IS NULL AND task.result_text = ''
           AND EXISTS (SELECT FROM tasks_taskresult r WHERE r.type_id = task.type_id AND r.retired_at IS NULL) AS is_bare
    FROM asked a
    JOIN tasks_task task ON task.owner_id = a.user_id AND task.done_by_id = a.user_id AND task.done_at BETWEEN a.begins AND a.ends
)
SELECT user_id, day, count(*) FILTER (WHERE is_bare), count(*), jsonb_build_object('task', jsonb_agg(id ORDER BY id) FILTER (WHERE is_bare))
FROM closed GROUP BY user_id, day HAVING count(*) FILTER (WHERE is_bare) >= %(closed)s
"""

AT_ONE_TIME = """
changed AS (
    SELECT DISTINCT a.user_id, a.day, e.subject_kind, e.subject_id
    FROM asked a
    JOIN timeline_entry e ON e.actor_id = a.user_id AND e.recorded_at > a.ends - %(last_moment)s::interval AND e.recorded_at <= a.ends
    WHERE e.subject_kind IN ('deal', 'lead')
)
SELECT user_id, day, count(*), count(*), jsonb_build_object(
    'deal', COALESCE(jsonb_agg(subject_id ORDER BY subject_id) FILTER (WHERE subject_kind = 'deal'), '[]'),
    'lead', COALESCE(jsonb_agg(subject_id ORDER BY subject_id) FILTER (WHERE subject_kind = 'lead'), '[]'))
FROM changed GROUP BY user_id, day HAVING count(*) >= %(cards)s
"""

_Kind = Look.Kind
LOOKS = {
    _Kind.MOVED: [MOVED],
    _Kind.SAME_MOMENT: [WRITTEN, SAME_MOMENT],
    _Kind.LATE_WRITTEN: [WRITTEN, LATE_WRITTEN],
    _Kind.NO_RESULT: [NO_RESULT],
    _Kind.AT_ONCE: [AT_ONE_TIME],
}


def tick():
    """Runs every minute: whatever was published since is looked at, each person's day once."""
    while _look_at_some():
        pass


def _look_at_some():
    with transaction.atomic():
        due = PersonDay.objects.filter(looks_are_due=True).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
        rows = list(due.only("pk", "user_id", "department_id", "day", "cut_off", "zone")[:AT_ONCE])
        departments = asking_departments() if rows else ()
        if asked := [row for row in rows if row.department_id in departments]:
            Look.objects.bulk_create(_found(asked), ignore_conflicts=True)
        PersonDay.objects.filter(pk__in=[row.pk for row in rows]).update(looks_are_due=False)
    return len(rows) == AT_ONCE


def _found(rows):
    departments = {(row.user_id, row.day): row.department_id for row in rows}
    values = {
        "users": [row.user_id for row in rows],
        "days": [row.day for row in rows],
        "begins": [instant_of(row.day, time.min, ZoneInfo(row.zone)) for row in rows],
        "ends": [row.cut_off for row in rows],
        "zones": [row.zone for row in rows],
        "moves": MOVES,
        "tasks": TASKS,
        "closed": CLOSED,
        "cards": CARDS,
        "share": SHARE,
        "last_minutes": LAST_MINUTES,
        "last_moment": LAST_MOMENT,
    }
    now = clock.now()
    for kind, parts in LOOKS.items():
        with connection.cursor() as cursor:
            cursor.execute("".join([ASKED, *parts]), values)
            for user, day, count, total, records in cursor.fetchall():
                facts = {"count": count, "total": total, "records": _first(records), "at": now}
                yield Look(user_id=user, department_id=departments[user, day], day=day, kind=kind, **facts)


def _first(records):
    found = json.loads(records) if isinstance(records, str) else records
    return {kind: ids[:KEPT] for kind, ids in found.items() if ids}
