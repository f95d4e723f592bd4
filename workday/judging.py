"""due → claimed → evaluated: who holds which days, and what the rules find in them."""

import os
import socket
from contextlib import contextmanager

import structlog
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from tasks.models import TaskSpan

from .kinds import MODELS
from .models import PersonDay
from .models.claim import LEASE, TRIES
from .rules import kinds_of, parameters, statement
from .settings_in_force import as_facts

log = structlog.get_logger(__name__)
AT_ONCE = 500

KEEP = """, grouped AS (
    SELECT close_id, jsonb_agg(to_jsonb(findings) - 'close_id' - 'stage_id') AS rows FROM findings GROUP BY close_id
)
UPDATE {table} AS claim
SET found = COALESCE(grouped.rows, '[]'::jsonb), state = 'evaluated', evaluated_at = %(now)s, error = %(error)s
FROM unnest(%(judged)s::bigint[]) AS judged(id) LEFT JOIN grouped ON grouped.close_id = judged.id
WHERE claim.id = judged.id AND claim.state = 'claimed' AND claim.worker = %(worker)s
"""


def worker_name():
    return f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"


def free(now):
    """Nobody works on it: still due, or its worker has not come back within the lease."""
    return Q(state="due") | Q(state="claimed", claimed_at__lt=now - LEASE)


def claim(rows, *, now, worker, limit=AT_ONCE):
    """Take what is free of these rows; two workers never hold the same day. Answers the ids taken."""
    with transaction.atomic():
        taken = rows.filter(free(now)).order_by("day", "cut_off", "pk").select_for_update(skip_locked=True, of=("self",))
        ids = [row.pk for row in taken.only("pk")[:limit]]
        facts = {"state": "claimed", "worker": worker, "claimed_at": now, "attempts": F("attempts") + 1}
        rows.model.objects.filter(pk__in=ids).update(first_tried_at=Coalesce("first_tried_at", now), **facts)
    return ids


def evaluate(rows, asked_of, facts_of, *, now, worker):
    """Judge the claimed rows by one statement for each cut-off. What makes it fail is found by halves and set aside, the rest goes on.

    `asked_of(row)` lists what is asked about a row, `facts_of(row)` the setting that holds; both read no deals.
    """
    asked = {row.pk: list(asked_of(row)) for row in rows}
    for setting, ids in _by_setting(rows, facts_of):
        type(rows[0]).objects.filter(pk__in=ids, worker=worker).update(rules=dict(as_facts(setting)))
    for together in _by_cut_off(rows):
        _judge(together, asked, now=now, worker=worker)


def _by_cut_off(rows):
    groups = {}
    for row in rows:
        groups.setdefault(row.cut_off, []).append(row)
    return groups.values()


def _by_setting(rows, facts_of):
    groups = {}
    for row in rows:
        setting = facts_of(row)
        groups.setdefault(setting.pk or 0, (setting, []))[1].append(row.pk)
    return groups.values()


def _judge(rows, asked, *, now, worker):
    try:
        _keep(rows, asked, now=now, worker=worker)
    except DatabaseError as error:
        if len(rows) > 1:
            middle = len(rows) // 2
            _judge(rows[:middle], asked, now=now, worker=worker)
            _judge(rows[middle:], asked, now=now, worker=worker)
        else:
            log.error("workday.judgement_failed", close=rows[0].pk, day=str(rows[0].day), error=str(error)[:500])
            _judge_without_bad_ones(rows[0], asked, str(error), now=now, worker=worker)


def _judge_without_bad_ones(row, asked, why, *, now, worker):
    """One person's day fails: find the deals and leads it fails on, judge the others, and mark the day."""
    mine = asked[row.pk]
    bad = {kind: _bad_ones(_cards_of(kind, mine), lambda ids, kind=kind: _try(mine, {kind: ids})) for kind in kinds_of(mine)}
    named = " | ".join(f"{kind}s: {ids[:20]}" for kind, ids in bad.items() if ids)
    try:
        _keep([row], asked, now=now, worker=worker, spared=bad, error=f"{why[:300]} | {named}")
    except DatabaseError as error:
        type(row).objects.filter(pk=row.pk, worker=worker, attempts__lt=TRIES).update(state="due", error=str(error)[:500])
        type(row).objects.filter(pk=row.pk, worker=worker, attempts__gte=TRIES, state="claimed").update(
            state="evaluated", evaluated_at=now, found=[], error=str(error)[:500]
        )


def _cards_of(kind, asked):
    owners = [one.owner for one in asked if one.owner]
    departments = [one.department for one in asked if not one.owner]
    owned = Q(owner__in=owners) | Q(owner=None, department__in=departments)
    cards = MODELS[kind].objects.filter(owned).filter(closed_at=None)
    late = TaskSpan.objects.filter(owner__in=owners, **{f"{kind}__isnull": False}).values_list(f"{kind}_id", flat=True)
    return sorted({*cards.values_list("pk", flat=True), *late})


def _bad_ones(ids, works):
    if not ids or works(ids):
        return []
    if len(ids) == 1:
        return ids
    middle = len(ids) // 2
    return [*_bad_ones(ids[:middle], works), *_bad_ones(ids[middle:], works)]


def _try(asked, only):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement("SELECT count(*) FROM findings", asked, only=only), parameters(asked, only=only))
    except DatabaseError:
        return False
    return True


def _keep(rows, asked, *, now, worker, spared=None, error=""):
    every = [one for row in rows for one in asked[row.pk]]
    values = parameters(every, spared=spared) | {"judged": [row.pk for row in rows], "now": now, "worker": worker, "error": error}
    table = rows[0]._meta.db_table
    with snapshot(), connection.cursor() as cursor:
        cursor.execute(statement(KEEP.format(table=table), every, spared=spared), values)


@contextmanager
def snapshot():
    """A transaction that sees one state of the data, locks nobody out and does not run for ever."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if outermost:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL statement_timeout = '240s'")
            cursor.execute("SET LOCAL work_mem = '128MB'")
        yield


def held(worker, ids, model=PersonDay):
    """The rows this worker holds, with what judging them needs."""
    related = ["user", "department"] if model is PersonDay else ["department"]
    return list(model.objects.filter(pk__in=ids, worker=worker, state="claimed").select_related(*related).order_by("pk"))
