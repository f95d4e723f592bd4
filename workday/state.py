"""The state of deals and tasks as of a moment, in SQL over history: what was recorded by then and not yet replaced.

A live list, a warning, the judgement of last Friday and the chips of a board are this one statement with other moments.
"""

ASKED = """
asked AS (
    SELECT * FROM unnest(
        %(closes)s::bigint[], %(keys)s::bigint[], %(departments)s::bigint[], %(ats)s::timestamptz[], %(due_bys)s::timestamptz[],
        %(days)s::date[], %(freshs)s::timestamptz[], %(borns)s::timestamptz[],
        %(unprocesseds)s::boolean[], %(no_tasks)s::boolean[], %(overdues)s::boolean[]
    ) AS a(close_id, key, department_id, at, due_by, day, fresh, born, unprocessed, no_task, overdue)
)"""

# Whose deal it may have been: those of today, and those whose stage, owner or end changed since the moment asked about.
CANDIDATES = """
changed AS (
    SELECT card_id FROM deals_dealstay WHERE replaced_at > %(since)s AND replaced_at < %(forever)s
    UNION SELECT card_id FROM deals_dealowning WHERE replaced_at > %(since)s AND replaced_at < %(forever)s
),
candidates AS (
    SELECT id FROM deals_deal WHERE closed_at IS NULL AND owner_id = ANY(%(owners)s::bigint[])
    UNION ALL
    SELECT id FROM deals_deal WHERE closed_at IS NULL AND owner_id IS NULL AND department_id = ANY(%(unowned)s::bigint[])
    UNION ALL
    SELECT d.id FROM deals_deal d JOIN changed ON changed.card_id = d.id
    WHERE d.closed_at IS NOT NULL
       OR (d.owner_id IS NOT NULL AND d.owner_id <> ALL(%(owners)s::bigint[]))
       OR (d.owner_id IS NULL AND d.department_id <> ALL(%(unowned)s::bigint[]))
)"""

ONLY_THESE = """
candidates AS (SELECT unnest(%(only)s::bigint[]) AS id)"""

STANDING = """
standing AS MATERIALIZED (
    SELECT a.close_id, a.key, a.at, a.fresh, a.unprocessed, a.no_task, d.id AS deal_id, s.id AS stay_id, s.stage_id,
           s.recorded_at AS entered, o.owner_id
    FROM candidates c
    JOIN deals_deal d ON d.id = c.id
    JOIN deals_dealowning o ON o.card_id = c.id
    JOIN asked a ON a.key = COALESCE(o.owner_id, -o.department_id) AND o.recorded_at <= a.at AND o.replaced_at > a.at
    JOIN deals_dealstay s ON s.card_id = c.id AND s.recorded_at <= a.at AND s.replaced_at > a.at AND NOT s.was_skipped
    JOIN deals_stage st ON st.id = s.stage_id AND st.kind IN ('entry', 'working')
    WHERE (a.unprocessed OR a.no_task)
      AND (d.deleted_at IS NULL OR d.deleted_at > a.at) AND NOT (d.is_imported AND d.recorded_at >= a.born)
)"""

LATE = """
late AS (
    SELECT a.close_id, a.key, a.at, a.born, t.deal_id, t.task_id, t.due_at, t.due_on
    FROM asked a
    JOIN tasks_taskspan t ON t.owner_id = a.key AND t.recorded_at <= a.at AND t.replaced_at > a.at
         AND (t.due_at <= a.due_by OR t.due_on <= a.day)
    WHERE a.overdue AND t.deal_id IS NOT NULL {these}
    UNION ALL
    SELECT a.close_id, a.key, a.at, a.born, t.deal_id, t.task_id, t.due_at, t.due_on
    FROM tasks_taskspan t
    JOIN tasks_task task ON task.id = t.task_id
    JOIN asked a ON a.key = -task.department_id AND t.recorded_at <= a.at AND t.replaced_at > a.at
         AND (t.due_at <= a.due_by OR t.due_on <= a.day)
    WHERE a.overdue AND t.owner_id IS NULL AND t.deal_id IS NOT NULL {these}
)"""

UNPROCESSED = """
    SELECT 'unprocessed' AS rule, b.close_id, b.key, b.at, b.deal_id, b.stay_id, b.owner_id AS deal_owner_id,
           NULL::bigint AS task_id, NULL::timestamptz AS due_at, NULL::date AS due_on, b.entered AS since
    FROM standing b
    JOIN deals_stage st ON st.id = b.stage_id AND st.kind = 'entry'
    JOIN deals_funnel f ON f.id = st.funnel_id AND (f.retired_at IS NULL OR f.retired_at > b.at)
    WHERE b.unprocessed AND b.entered <= b.fresh
      AND NOT EXISTS (SELECT FROM deals_act act WHERE act.deal_id = b.deal_id AND act.recorded_at <= b.at)
      AND NOT EXISTS (
          SELECT FROM deals_dealstay other WHERE other.card_id = b.deal_id AND other.recorded_at <= b.at AND other.id <> b.stay_id
      )"""

NO_TASK = """
    SELECT 'no_task', b.close_id, b.key, b.at, b.deal_id, b.stay_id, b.owner_id, NULL, NULL, NULL, b.entered
    FROM standing b
    WHERE b.no_task AND NOT EXISTS (
        SELECT FROM tasks_taskspan t WHERE t.deal_id = b.deal_id AND t.recorded_at <= b.at AND t.replaced_at > b.at
    )"""

OVERDUE = """
    SELECT 'overdue', late.close_id, late.key, late.at, d.id, s.id, o.owner_id, late.task_id, late.due_at, late.due_on, NULL
    FROM late
    JOIN deals_deal d ON d.id = late.deal_id
    JOIN deals_dealowning o ON o.card_id = d.id AND o.recorded_at <= late.at AND o.replaced_at > late.at
    JOIN deals_dealstay s ON s.card_id = d.id AND s.recorded_at <= late.at AND s.replaced_at > late.at AND NOT s.was_skipped
    JOIN deals_stage st ON st.id = s.stage_id AND st.kind IN ('entry', 'working')
    WHERE (d.deleted_at IS NULL OR d.deleted_at > late.at) AND NOT (d.is_imported AND d.recorded_at >= late.born)"""

# One finding per close, deal and rule: of several overdue tasks the oldest.
FINDINGS = """
found AS (
    SELECT DISTINCT ON (close_id, deal_id, rule) *
    FROM ({rules}) AS every
    {spared}
    ORDER BY close_id, deal_id, rule, COALESCE(due_at, due_on::timestamptz), task_id
),
findings AS (
    SELECT f.close_id, f.rule, f.deal_id, d.name AS deal_name, s.stage_id, s.stage_name, f.deal_owner_id, f.task_id,
           COALESCE(task.title, '') AS task_title, f.due_at AS task_due_at, f.due_on AS task_due_on, f.since,
           CASE WHEN f.key > 0 THEN f.key ELSE (
               SELECT o.owner_id FROM deals_dealowning o
               WHERE o.card_id = f.deal_id AND o.owner_id IS NOT NULL AND o.recorded_at <= f.at ORDER BY o.recorded_at DESC LIMIT 1
           ) END AS holder_id
    FROM found f
    JOIN deals_deal d ON d.id = f.deal_id
    JOIN deals_dealstay s ON s.id = f.stay_id
    LEFT JOIN tasks_task task ON task.id = f.task_id
)"""


def findings_sql(rules, *, only=False, spared=False):
    """WITH … up to a table `findings`; `only` looks at given deals, `spared` leaves given deals out."""
    these = "AND t.deal_id = ANY(%(only)s::bigint[])" if only else ""
    parts = [ASKED, ONLY_THESE if only else CANDIDATES, STANDING, LATE.format(these=these)]
    every = " UNION ALL ".join(rule.sql for rule in rules)
    parts.append(FINDINGS.format(rules=every, spared="WHERE deal_id <> ALL(%(spared)s::bigint[])" if spared else ""))
    return "WITH " + ",".join(parts)
