"""When clients are to be contacted again: reckoned where something has happened to them, a lot at a time, and a task where one is wanted.

What counts as a contact: an act of a deal (a call out, an answered call, a letter, a meeting, a completed task), a completed task
about the client, and the same noted on the client's card. A trigger notes with each fact whose client it is about (`ContactNews`).
"""

import uuid
from datetime import timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Workspace
from crm_project.lib import clock

from .models import ContactDue, ContactRhythm, Task, TaskType

NAMESPACE = uuid.UUID("5d1c5b0e-8c0a-4b39-9d43-2a7f1f6f9b11")
LOT, LOTS, BATCH = 1000, 20, 200
KINDS = ("company", "contact")

SPREAD = """
INSERT INTO tasks_contactdue ({kind}_id, stale)
SELECT client.id, true FROM contacts_{kind} client
WHERE (%(segment)s::bigint IS NULL OR client.id IN (SELECT {kind}_id FROM contacts_{kind}_segments WHERE segment_id = %(segment)s))
AND (%(stage)s::bigint IS NULL OR client.id IN (SELECT {kind}_id FROM deals_deal WHERE stage_id = %(stage)s AND deleted_at IS NULL))
AND client.deleted_at IS NULL AND client.merged_into_id IS NULL
ON CONFLICT ({kind}_id) DO UPDATE SET stale = true
"""

HEARD = """
WITH news AS (
    DELETE FROM tasks_contactnews WHERE id IN (SELECT id FROM tasks_contactnews ORDER BY id LIMIT %(lot)s FOR UPDATE SKIP LOCKED)
    RETURNING company_id, contact_id
),
companies AS (
    INSERT INTO tasks_contactdue (company_id, stale)
    SELECT client.id, true FROM contacts_company client WHERE client.id IN (SELECT company_id FROM news)
    ON CONFLICT (company_id) DO UPDATE SET stale = true
),
contacts AS (
    INSERT INTO tasks_contactdue (contact_id, stale)
    SELECT client.id, true FROM contacts_contact client WHERE client.id IN (SELECT contact_id FROM news)
    ON CONFLICT (contact_id) DO UPDATE SET stale = true
)
SELECT count(*) FROM news
"""

RECKONED = """
WITH lot AS (
    SELECT due.id, client.id AS client_id, client.owner_id, client.created_at,
           client.deleted_at IS NULL AND client.merged_into_id IS NULL AS is_live
    FROM tasks_contactdue due JOIN contacts_{kind} client ON client.id = due.{kind}_id
    WHERE due.id = ANY(%(ids)s::bigint[])
),
told AS (
    SELECT lot.id, rhythm.id AS rhythm_id, rhythm.days, rhythm.plans_task, lot.owner_id, GREATEST(
        (SELECT max(a.happened_at) FROM deals_deal d JOIN deals_act a ON a.deal_id = d.id WHERE d.{kind}_id = lot.client_id),
        (SELECT max(t.done_at) FROM tasks_task t WHERE t.{kind}_id = lot.client_id),
        (SELECT max(e.happened_at) FROM timeline_entry e
         WHERE e.subject_kind = '{kind}' AND e.subject_id = lot.client_id AND (
             e.verb IN ('logged_call', 'logged_meeting', 'logged_letter')
             OR e.verb = 'called' AND (e.details ->> 'direction' = 'out' OR e.details ->> 'outcome' = 'answered')
         ))
    ) AS contacted_at, lot.created_at
    FROM lot LEFT JOIN LATERAL (
        SELECT r.id, r.days, r.plans_task FROM tasks_contactrhythm r
        WHERE lot.is_live AND r.retired_at IS NULL
        AND (r.segment_id IS NULL OR EXISTS (
            SELECT FROM contacts_{kind}_segments s WHERE s.{kind}_id = lot.client_id AND s.segment_id = r.segment_id
        ))
        AND (r.stage_id IS NULL OR EXISTS (
            SELECT FROM deals_deal d WHERE d.{kind}_id = lot.client_id AND d.stage_id = r.stage_id AND d.deleted_at IS NULL
        ))
        ORDER BY r.days, r.id LIMIT 1
    ) AS rhythm ON true
),
reckoned AS (
    SELECT told.*, timezone(%(zone)s, COALESCE(told.contacted_at, told.created_at))::date + told.days AS due_on FROM told
)
UPDATE tasks_contactdue AS due
SET stale = false, owner_id = r.owner_id, rhythm_id = r.rhythm_id, contacted_at = r.contacted_at, due_on = r.due_on,
    look_on = CASE
        WHEN NOT COALESCE(r.plans_task, false) OR r.due_on IS NOT DISTINCT FROM due.planned_for THEN NULL
        WHEN r.due_on = due.due_on AND due.look_on > r.due_on THEN due.look_on
        ELSE r.due_on END
FROM reckoned r WHERE due.id = r.id
"""


def tick():
    """Runs every minute; reads only what is new, stale or due. Answers how many tasks were planned."""
    zone = Workspace.current().zone
    spread()
    for _lot in range(LOTS):
        if hear() < LOT:
            break
    for _lot in range(LOTS):
        if reckon_stale(zone) < LOT:
            break
    return plan_tasks(zone)


def spread():
    """The clients of each new or changed rhythm are marked as stale, by one statement a kind."""
    for rhythm in ContactRhythm.objects.to_spread():
        with transaction.atomic(), connection.cursor() as cursor:
            ContactDue.objects.filter(rhythm=rhythm).update(stale=True)
            for kind in KINDS if rhythm.retired_at is None else ():
                cursor.execute(SPREAD.format(kind=kind), {"segment": rhythm.segment_id, "stage": rhythm.stage_id})
            ContactRhythm.objects.filter(pk=rhythm.pk).update(spread_at=clock.now())


def hear():
    """One lot of what has happened to clients; answers how much."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(HEARD, {"lot": LOT})
        return cursor.fetchone()[0]


def reckon_stale(zone):
    """One lot of what has changed; two workers take different ones. Answers how many."""
    with transaction.atomic():
        free = ContactDue.objects.stale().select_for_update(skip_locked=True, of=("self",)).order_by("pk")
        ids = list(free.values_list("pk", flat=True)[:LOT])
        reckon(ids, zone)
    return len(ids)


def reckon(ids, zone):
    """Owner, rhythm, last contact and day of these rows, by one statement a kind."""
    with connection.cursor() as cursor:
        for kind in KINDS if ids else ():
            cursor.execute(RECKONED.format(kind=kind), {"ids": ids, "zone": zone})


def plan_tasks(zone):
    """A task for the owner of each client whose day has come, once a client and day; one with an open task, or without an owner, waits."""
    kind, today = TaskType.objects.live().first(), clock.today(zone)
    if kind is None:
        return 0
    with transaction.atomic():
        free = ContactDue.objects.to_plan(today).select_for_update(skip_locked=True, of=("self",)).order_by("look_on", "pk")
        ids = list(free.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return 0
        reckon(ids, zone)
        rows = list(ContactDue.objects.filter(pk__in=ids).to_plan(today).for_list().order_by("pk"))
        busy = _busy(rows)
        planned = [row for row in rows if row.pk not in busy and row.owner and row.owner.is_active]
        for row in planned:
            _plan(row, kind, today)
        done = {row.pk for row in planned}
        for row in rows:
            row.look_on = None if row.pk in done else today + timedelta(days=1)
            row.planned_for = row.due_on if row.pk in done else row.planned_for
        ContactDue.objects.bulk_update(rows, ["look_on", "planned_for"])
    return len(planned)


def _busy(rows):
    """Ids of the rows whose client has an open task, or whose open deal has one; one query a kind and way."""
    busy = set()
    for kind in KINDS:
        of_client = {getattr(row, f"{kind}_id"): row.pk for row in rows if getattr(row, f"{kind}_id")}
        if of_client:
            for way in (kind, f"deal__{kind}"):
                found = Task.objects.open().filter(**{f"{way}__in": list(of_client)}).order_by().values_list(way, flat=True)
                busy |= {of_client[pk] for pk in found}
    return busy


def _plan(row, kind, today):
    with override(row.owner.language or Workspace.current().language):
        title = _("Time to get in touch: contact every %(days)s days") % {"days": row.rhythm.days}
    token = uuid.uuid5(NAMESPACE, f"{row.client.kind}:{row.client.pk}:{row.due_on}")
    Task.plan(title=title, type=kind, owner=row.owner, by=None, subject=row.client, due_on=today, token=token)
