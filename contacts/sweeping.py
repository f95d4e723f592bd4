"""Cards that are likely one client, found in the background: only those that changed since they were compared, a bounded
number at a time, by statements over the whole batch.

Exact keys come first: legal ids, phones with their extensions, e-mails. Names meet under `name_key`, where look-alike
letters of both alphabets are one, exactly or by their trigrams.
"""

import time

from django.db import connection, transaction

from crm_project.lib import clock

from .models import Company, Contact

BATCH, BATCHES, SECONDS = 50, 40, 5
"""Cards of one statement; statements and seconds of one run, so that no other job waits for long."""
ALIKE = 0.6
"""From which share of common trigrams two names are alike."""
_NEIGHBOURS = 20
"""A switchboard that hundreds share tells nothing; of each key only so many bearers are looked at."""

LIKENESS = {"inn": 97, "phone": 90, "email": 88, "name": 85}

_BY_REACH = """
    SELECT mine.{kind}_id AS mine, other.id AS other, '{reason}' AS reason, 0 AS share
    FROM {table} mine CROSS JOIN LATERAL (
        SELECT client.id FROM {table} o JOIN contacts_{kind} client ON client.id = o.{kind}_id
        WHERE {same} AND client.id <> mine.{kind}_id AND client.deleted_at IS NULL ORDER BY client.id DESC LIMIT %(neighbours)s
    ) other WHERE mine.{kind}_id = ANY(%(ids)s) AND {filled}
"""
_PHONE = {
    "reason": "phone",
    "table": "contacts_phone",
    "same": "RIGHT(o.e164, 10) = RIGHT(mine.e164, 10) AND o.extension = mine.extension",
    "filled": "mine.e164 <> ''",
}
_EMAIL = {"reason": "email", "table": "contacts_email", "same": "o.address = mine.address", "filled": "mine.address <> ''"}
_INN = """
    SELECT mine.id, other.id, 'inn', 0 FROM contacts_company mine CROSS JOIN LATERAL (
        SELECT o.id FROM contacts_company o WHERE o.inn = mine.inn AND o.inn <> '' AND o.id <> mine.id AND o.deleted_at IS NULL
        AND (o.kpp = mine.kpp OR o.kpp = '' OR mine.kpp = '') ORDER BY o.id DESC LIMIT %(neighbours)s
    ) other WHERE mine.id = ANY(%(ids)s) AND mine.inn <> ''
"""
_SAME_NAME = """
    SELECT mine.id, other.id, 'name', 0 FROM contacts_company mine CROSS JOIN LATERAL (
        SELECT o.id FROM contacts_company o WHERE o.name_key = mine.name_key AND o.name_key <> '' AND o.id <> mine.id
        AND o.deleted_at IS NULL ORDER BY o.id DESC LIMIT %(neighbours)s
    ) other WHERE mine.id = ANY(%(ids)s) AND mine.name_key <> ''
"""
_LIKE_NAME = """
    SELECT mine.id, other.id, 'similar', (other.share * 100)::int FROM contacts_company mine CROSS JOIN LATERAL (
        SELECT o.id, SIMILARITY(o.name_key, mine.name_key) AS share FROM contacts_company o
        WHERE o.name_key %% mine.name_key AND o.name_key <> mine.name_key AND o.id <> mine.id AND o.deleted_at IS NULL
        ORDER BY share DESC, o.id LIMIT %(neighbours)s
    ) other WHERE mine.id = ANY(%(ids)s) AND LENGTH(mine.name_key) >= 5
"""
_COLLEAGUES = """
    SELECT mine.id, o.id, CASE WHEN o.name_key = mine.name_key THEN 'name' ELSE 'similar' END,
        (SIMILARITY(o.name_key, mine.name_key) * 100)::int
    FROM contacts_contact mine JOIN contacts_contactrole here ON here.contact_id = mine.id
    JOIN contacts_contactrole there ON there.company_id = here.company_id AND there.contact_id <> mine.id
    JOIN contacts_contact o ON o.id = there.contact_id AND o.deleted_at IS NULL
    WHERE mine.id = ANY(%(ids)s) AND mine.name_key <> '' AND SIMILARITY(o.name_key, mine.name_key) >= %(alike)s
"""
# Two legal persons are two, whatever else they share; so are two people whose names have nothing in common.
_MAY_BE_ONE = {
    "company": "a.inn = '' OR b.inn = '' OR a.inn = b.inn",
    "contact": "a.name_key = '' OR b.name_key = '' OR SIMILARITY(a.name_key, b.name_key) >= 0.3"
    " OR POSITION(a.name_key IN b.name_key) > 0 OR POSITION(b.name_key IN a.name_key) > 0",
}
_KEEP = """
    INSERT INTO contacts_{kind}pair AS pair (first_id, second_id, reasons, likeness, found_at)
    SELECT LEAST(mine, other) AS first, GREATEST(mine, other) AS second, JSONB_AGG(DISTINCT said.reason),
        LEAST(99, MAX(CASE said.reason {likeness} ELSE share END) + 3 * (COUNT(DISTINCT said.reason) - 1)), %(now)s
    FROM ({found}) found JOIN contacts_{kind} a ON a.id = mine JOIN contacts_{kind} b ON b.id = other
    CROSS JOIN LATERAL (SELECT found.reason UNION SELECT 'name' WHERE a.name_key = b.name_key AND a.name_key <> '') said
    WHERE {may_be_one}
    GROUP BY 1, 2
    ON CONFLICT (first_id, second_id) DO UPDATE SET reasons = EXCLUDED.reasons, likeness = EXCLUDED.likeness
    WHERE pair.dismissed_at IS NULL
"""


def sweep():
    """Compare what changed; answers how many cards were compared. Two at once take different cards."""
    done, until = 0, time.monotonic() + SECONDS
    for model in (Company, Contact):
        for _n in range(BATCHES):
            compared = _sweep_batch(model)
            done += compared
            if compared < BATCH or time.monotonic() > until:
                break
    return done


def _sweep_batch(model):
    with transaction.atomic(), connection.cursor() as cursor:
        ids = list(model.objects.to_compare().select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)[:BATCH])
        if not ids:
            return 0
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, TRUE)", [str(ALIKE)])
        _forget(cursor, model.kind, ids)
        facts = {"ids": ids, "neighbours": _NEIGHBOURS, "alike": ALIKE, "now": clock.now()}
        cursor.execute(_statement(model.kind), facts)
        model.objects.filter(pk__in=ids).update(compared_at=facts["now"])
    return len(ids)


def _forget(cursor, kind, ids):
    """Pairs of these cards are found anew; what a person said of one stays."""
    sql = "DELETE FROM contacts_{kind}pair WHERE (first_id = ANY(%s) OR second_id = ANY(%s)) AND dismissed_at IS NULL"
    cursor.execute(sql.format(kind=kind), [ids, ids])


def _statement(kind):
    found = [_BY_REACH.format(kind=kind, **reach) for reach in (_PHONE, _EMAIL)]
    found += [_INN, _SAME_NAME, _LIKE_NAME] if kind == "company" else [_COLLEAGUES]
    likeness = " ".join(f"WHEN '{reason}' THEN {sure}" for reason, sure in LIKENESS.items())
    return _KEEP.format(kind=kind, found=" UNION ALL ".join(found), likeness=likeness, may_be_one=_MAY_BE_ONE[kind])
