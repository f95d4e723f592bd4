"""When a card that was in breach at a close was put in order afterwards: «fixed 18:10». The ledger itself is never changed."""

from django.db import connection

from crm_project.lib.clock import FOREVER

from .state import ACTS, DEALS, LEADS

# It left the stages that are judged, or went to the trash; else what its rule asks for was done.
MENDED = """
SELECT b.id, LEAST(
    (SELECT min(s.recorded_at) FROM {kind}s_{kind}stay s JOIN deals_stage st ON st.id = s.stage_id
     WHERE s.card_id = b.{kind}_id AND s.recorded_at > b.cut_off AND NOT s.was_skipped
       AND (st.kind NOT IN ('entry', 'working') OR b.rule = 'unprocessed')),
    (SELECT card.deleted_at FROM {kind}s_{kind} card WHERE card.id = b.{kind}_id AND card.deleted_at > b.cut_off),
    (SELECT min(trash.discarded_at) FROM {kind}s_{kind}discarding trash
     WHERE trash.card_id = b.{kind}_id AND trash.discarded_at > b.cut_off),
    CASE b.rule
    WHEN 'no_task' THEN (
        SELECT min(t.recorded_at) FROM tasks_taskspan t
        WHERE t.{kind}_id = b.{kind}_id AND t.recorded_at > b.cut_off AND NOT t.is_taken_back)
    WHEN 'unprocessed' THEN (
        SELECT min(act.recorded_at) FROM {acts} act WHERE act.{kind}_id = b.{kind}_id AND act.recorded_at > b.cut_off)
    ELSE (
        SELECT max(t.replaced_at) FROM tasks_taskspan t
        WHERE t.{kind}_id = b.{kind}_id AND t.owner_id IS NOT DISTINCT FROM COALESCE(b.previous_owner_id, b.owner_id)
          AND t.recorded_at <= b.cut_off AND t.replaced_at > b.cut_off AND (t.due_at <= b.cut_off OR t.due_on <= b.day))
    END
)
FROM workday_breach b WHERE b.id = ANY(%(ids)s) AND b.{kind}_id IS NOT NULL
"""


def mended_at(breaches):
    """{breach id: the first moment after its cut-off at which it held no longer}; without those that still hold. A query for each kind."""
    found, ids = {}, [breach.pk for breach in breaches]
    kinds = {"lead" if breach.lead_id else "deal" for breach in breaches}
    with connection.cursor() as cursor:
        for kind in [one for one in (DEALS, LEADS) if one in kinds]:
            cursor.execute(MENDED.format(kind=kind, acts=ACTS[kind]), {"ids": ids})
            found |= {pk: moment for pk, moment in cursor.fetchall() if moment and moment < FOREVER}
    return found
