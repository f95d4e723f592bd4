"""The state of deals and tasks as of a moment, in SQL over history: what was recorded by then and not yet replaced.

A live list, a warning, the judgement of last Friday and the chips of a board are this one statement with other moments.
"""

ASKED = """
asked AS (
    SELECT * FROM unnest(
        %(closes)s::bigint[], %(keys)s::bigint[], %(departments)s::bigint[], %(due_bys)s::timestamptz[],
        %(days)s::date[], %(freshs)s::timestamptz[], %(borns)s::timestamptz[],
        %(unprocesseds)s::boolean[], %(no_tasks)s::boolean[], %(overdues)s::boolean[]
    ) AS a(close_id, key, department_id, due_by, day, fresh, born, unprocessed, no_task, overdue)
)"""

# Whose deal it may have been: those of today, and those whose stage, owner or end changed since the moment asked about.
CANDIDATES = """
changed AS (
    SELECT card_id FROM deals_dealstay WHERE replaced_at > %(at)s AND replaced_at < %(forever)s
    UNION SELECT card_id FROM deals_dealowning WHERE replaced_at > %(at)s AND replaced_at < %(forever)s
),
candidates AS NOT MATERIALIZED (
    SELECT id, deleted_at, is_imported, recorded_at FROM deals_deal WHERE closed_at IS NULL AND owner_id = ANY(%(owners)s::bigint[])
    UNION ALL
    SELECT id, deleted_at, is_imported, recorded_at FROM deals_deal
    WHERE closed_at IS NULL AND owner_id IS NULL AND department_id = ANY(%(unowned)s::bigint[])
    UNION ALL
    SELECT d.id, d.deleted_at, d.is_imported, d.recorded_at FROM deals_deal d JOIN changed ON changed.card_id = d.id
    WHERE d.closed_at IS NOT NULL
       OR (d.owner_id IS NOT NULL AND d.owner_id <> ALL(%(owners)s::bigint[]))
       OR (d.owner_id IS NULL AND d.department_id <> ALL(%(unowned)s::bigint[]))
)"""

ONLY_THESE = """
candidates AS NOT MATERIALIZED (SELECT id, deleted_at, is_imported, recorded_at FROM deals_deal WHERE id = ANY(%(only)s::bigint[]))"""

# Where a deal stood and whose it was. Looked up deal by deal, because few of all deals break a rule: LIMIT keeps it so.
STOOD = """
    JOIN LATERAL (
        SELECT o.owner_id, o.department_id FROM deals_dealowning o
        WHERE o.card_id = {deal} AND o.recorded_at <= %(at)s AND o.replaced_at > %(at)s LIMIT 1
    ) o ON true
    JOIN LATERAL (
        SELECT s.id, s.stage_id, s.recorded_at FROM deals_dealstay s JOIN deals_stage st ON st.id = s.stage_id
        WHERE s.card_id = {deal} AND s.recorded_at <= %(at)s AND s.replaced_at > %(at)s AND NOT s.was_skipped
          AND st.kind IN ('entry', 'working') LIMIT 1
    ) s ON true"""

# Not in the trash then, whether or not it is now; an imported deal is judged from the next day on.
COUNTS = """({deal}.deleted_at IS NULL OR {deal}.deleted_at > %(at)s) AND NOT ({deal}.is_imported AND {deal}.recorded_at >= {born})
      AND NOT EXISTS (
          SELECT FROM deals_dealdiscarding trash
          WHERE trash.card_id = {deal}.id AND trash.discarded_at <= %(at)s AND trash.restored_at > %(at)s
      )"""

BARE = """
bare AS MATERIALIZED (
    SELECT c.* FROM candidates c
    WHERE NOT EXISTS (SELECT FROM tasks_taskspan t WHERE t.deal_id = c.id AND t.recorded_at <= %(at)s AND t.replaced_at > %(at)s)
)"""

LATE = """
spans AS (
    SELECT a.close_id, a.key, a.born, t.deal_id, t.task_id, t.due_at, t.due_on
    FROM asked a
    JOIN tasks_taskspan t ON t.owner_id = a.key AND t.recorded_at <= %(at)s AND t.replaced_at > %(at)s
         AND (t.due_at <= a.due_by OR t.due_on <= a.day)
    WHERE a.overdue AND t.deal_id IS NOT NULL {these}
    UNION ALL
    SELECT a.close_id, a.key, a.born, t.deal_id, t.task_id, t.due_at, t.due_on
    FROM tasks_taskspan t
    JOIN tasks_task task ON task.id = t.task_id
    JOIN asked a ON a.key = -task.department_id AND t.recorded_at <= %(at)s AND t.replaced_at > %(at)s
         AND (t.due_at <= a.due_by OR t.due_on <= a.day)
    WHERE a.overdue AND t.owner_id IS NULL AND t.deal_id IS NOT NULL {these}
),
late AS MATERIALIZED (
    SELECT DISTINCT ON (close_id, deal_id) * FROM spans
    ORDER BY close_id, deal_id, COALESCE(due_at, due_on::timestamptz), task_id
)"""

UNPROCESSED = f"""
    SELECT 'unprocessed' AS rule, a.close_id, a.key, c.id AS deal_id, s.id AS stay_id, s.stage_id, o.owner_id AS deal_owner_id,
           NULL::bigint AS task_id, NULL::timestamptz AS due_at, NULL::date AS due_on, s.recorded_at AS since
    FROM deals_dealstay s
    JOIN deals_stage st ON st.id = s.stage_id AND st.kind = 'entry'
    JOIN deals_funnel f ON f.id = st.funnel_id AND (f.retired_at IS NULL OR f.retired_at > %(at)s)
    JOIN candidates c ON c.id = s.card_id
    JOIN deals_dealowning o ON o.card_id = c.id AND o.recorded_at <= %(at)s AND o.replaced_at > %(at)s
    JOIN asked a ON a.key = COALESCE(o.owner_id, -o.department_id) AND a.unprocessed AND s.recorded_at <= a.fresh
    WHERE s.recorded_at <= %(at)s AND s.replaced_at > %(at)s AND NOT s.was_skipped AND {COUNTS.format(deal="c", born="a.born")}
      AND NOT EXISTS (SELECT FROM deals_act act WHERE act.deal_id = c.id AND act.recorded_at <= %(at)s)
      AND NOT EXISTS (
          SELECT FROM deals_dealstay other WHERE other.card_id = c.id AND other.recorded_at <= %(at)s AND other.id <> s.id
      )"""  # noqa: S608  put together from this module alone

NO_TASK = f"""
    SELECT 'no_task', a.close_id, a.key, b.id, s.id, s.stage_id, o.owner_id, NULL, NULL, NULL, s.recorded_at
    FROM bare b {STOOD.format(deal="b.id")}
    JOIN asked a ON a.key = COALESCE(o.owner_id, -o.department_id) AND a.no_task
    WHERE {COUNTS.format(deal="b", born="a.born")}"""  # noqa: S608  put together from this module alone

OVERDUE = f"""
    SELECT 'overdue', late.close_id, late.key, d.id, s.id, s.stage_id, o.owner_id, late.task_id, late.due_at, late.due_on, NULL
    FROM late
    JOIN LATERAL (SELECT * FROM deals_deal d WHERE d.id = late.deal_id LIMIT 1) d ON true {STOOD.format(deal="late.deal_id")}
    WHERE {COUNTS.format(deal="d", born="late.born")}"""  # noqa: S608  put together from this module alone

# One finding per close, deal and rule: of several overdue tasks the oldest.
FINDINGS = """
found AS (
    SELECT DISTINCT ON (close_id, deal_id, rule) *
    FROM ({rules}) AS every
    {spared}
    ORDER BY close_id, deal_id, rule, COALESCE(due_at, due_on::timestamptz), task_id
),
findings AS (
    SELECT f.close_id, f.rule, f.deal_id, (SELECT d.name FROM deals_deal d WHERE d.id = f.deal_id) AS deal_name,
           f.stage_id, (SELECT s.stage_name FROM deals_dealstay s WHERE s.id = f.stay_id) AS stage_name, f.deal_owner_id, f.task_id,
           COALESCE((SELECT task.title FROM tasks_task task WHERE task.id = f.task_id), '') AS task_title,
           f.due_at AS task_due_at, f.due_on AS task_due_on, f.since,
           CASE WHEN f.key > 0 THEN f.key ELSE (
               SELECT o.owner_id FROM deals_dealowning o
               WHERE o.card_id = f.deal_id AND o.owner_id IS NOT NULL AND o.recorded_at <= %(at)s ORDER BY o.recorded_at DESC LIMIT 1
           ) END AS holder_id
    FROM found f
)"""


def findings_sql(rules, *, only=False, spared=False):
    """WITH … up to a table `findings`; `only` looks at given deals, `spared` leaves given deals out."""
    these = "AND t.deal_id = ANY(%(only)s::bigint[])" if only else ""
    parts = [ASKED, ONLY_THESE if only else CANDIDATES, BARE, LATE.format(these=these)]
    every = " UNION ALL ".join(rule.sql for rule in rules)
    parts.append(FINDINGS.format(rules=every, spared="WHERE deal_id <> ALL(%(spared)s::bigint[])" if spared else ""))
    return "WITH " + ",".join(parts)
