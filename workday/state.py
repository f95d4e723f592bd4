"""The state of deals, leads and tasks as of a moment, in SQL over history: what was recorded by then and not yet replaced.

A live list, a warning, the judgement of last Friday and the chips of a board are this one statement with other moments.
Deals and leads keep the same history in tables of the same shape; {kind} is "deal" or "lead", and each has its own part.
"""

ASKED = """
{kind}_asked AS (
    SELECT * FROM unnest(
        %({kind}_closes)s::bigint[], %({kind}_keys)s::bigint[], %({kind}_departments)s::bigint[], %({kind}_due_bys)s::timestamptz[],
        %({kind}_days)s::date[], %({kind}_freshs)s::timestamptz[], %({kind}_borns)s::timestamptz[],
        %({kind}_unprocesseds)s::boolean[], %({kind}_no_tasks)s::boolean[], %({kind}_overdues)s::boolean[]
    ) AS a(close_id, key, department_id, due_by, day, fresh, born, unprocessed, no_task, overdue)
)"""

# Whose deal it may have been: those of today, and those whose stage, owner or end changed since the moment asked about.
CANDIDATES = """
{kind}_changed AS (
    SELECT card_id FROM {kind}s_{kind}stay WHERE replaced_at > %(at)s AND replaced_at < %(forever)s
    UNION SELECT card_id FROM {kind}s_{kind}owning WHERE replaced_at > %(at)s AND replaced_at < %(forever)s
),
{kind}_candidates AS NOT MATERIALIZED (
    SELECT id, deleted_at, is_imported, recorded_at FROM {kind}s_{kind}
    WHERE closed_at IS NULL AND owner_id = ANY(%({kind}_owners)s::bigint[])
    UNION ALL
    SELECT id, deleted_at, is_imported, recorded_at FROM {kind}s_{kind}
    WHERE closed_at IS NULL AND owner_id IS NULL AND department_id = ANY(%({kind}_unowned)s::bigint[])
    UNION ALL
    SELECT d.id, d.deleted_at, d.is_imported, d.recorded_at FROM {kind}s_{kind} d JOIN {kind}_changed c ON c.card_id = d.id
    WHERE d.closed_at IS NOT NULL
       OR (d.owner_id IS NOT NULL AND d.owner_id <> ALL(%({kind}_owners)s::bigint[]))
       OR (d.owner_id IS NULL AND d.department_id <> ALL(%({kind}_unowned)s::bigint[]))
)"""

ONLY_THESE = """
{kind}_candidates AS NOT MATERIALIZED (
    SELECT id, deleted_at, is_imported, recorded_at FROM {kind}s_{kind} WHERE id = ANY(%({kind}_only)s::bigint[])
)"""

# Where a card stood and whose it was. Looked up card by card, because few of all break a rule: LIMIT keeps it so.
STOOD = """
    JOIN LATERAL (
        SELECT o.owner_id, o.department_id FROM {kind}s_{kind}owning o
        WHERE o.card_id = <card> AND o.recorded_at <= %(at)s AND o.replaced_at > %(at)s LIMIT 1
    ) o ON true
    JOIN LATERAL (
        SELECT s.id, s.stage_id, s.recorded_at FROM {kind}s_{kind}stay s JOIN deals_stage st ON st.id = s.stage_id
        WHERE s.card_id = <card> AND s.recorded_at <= %(at)s AND s.replaced_at > %(at)s AND NOT s.was_skipped
          AND st.kind IN ('entry', 'working') LIMIT 1
    ) s ON true"""

# Not in the trash then, whether or not it is now; an imported card is judged from the next day on.
COUNTS = """(<card>.deleted_at IS NULL OR <card>.deleted_at > %(at)s) AND NOT (<card>.is_imported AND <card>.recorded_at >= <born>)
      AND NOT EXISTS (
          SELECT FROM {kind}s_{kind}discarding trash
          WHERE trash.card_id = <card>.id AND trash.discarded_at <= %(at)s AND trash.restored_at > %(at)s
      )"""


def _of(words, card, born=""):
    return words.replace("<card>", card).replace("<born>", born)


BARE = """
{kind}_bare AS MATERIALIZED (
    SELECT c.* FROM {kind}_candidates c
    WHERE NOT EXISTS (SELECT FROM tasks_taskspan t WHERE t.{kind}_id = c.id AND t.recorded_at <= %(at)s AND t.replaced_at > %(at)s)
)"""

LATE = """
{kind}_spans AS (
    SELECT a.close_id, a.key, a.born, t.{kind}_id AS card_id, t.task_id, t.due_at, t.due_on
    FROM {kind}_asked a
    JOIN tasks_taskspan t ON t.owner_id = a.key AND t.recorded_at <= %(at)s AND t.replaced_at > %(at)s
         AND (t.due_at <= a.due_by OR t.due_on <= a.day)
    WHERE a.overdue AND t.{kind}_id IS NOT NULL {these}
    UNION ALL
    SELECT a.close_id, a.key, a.born, t.{kind}_id, t.task_id, t.due_at, t.due_on
    FROM tasks_taskspan t
    JOIN tasks_task task ON task.id = t.task_id
    JOIN {kind}_asked a ON a.key = -task.department_id AND t.recorded_at <= %(at)s AND t.replaced_at > %(at)s
         AND (t.due_at <= a.due_by OR t.due_on <= a.day)
    WHERE a.overdue AND t.owner_id IS NULL AND t.{kind}_id IS NOT NULL {these}
),
{kind}_late AS MATERIALIZED (
    SELECT DISTINCT ON (close_id, card_id) * FROM {kind}_spans
    ORDER BY close_id, card_id, COALESCE(due_at, due_on::timestamptz), task_id
)"""

UNPROCESSED = f"""
    SELECT 'unprocessed' AS rule, a.close_id, a.key, c.id AS card_id, s.id AS stay_id, s.stage_id, o.owner_id AS card_owner_id,
           NULL::bigint AS task_id, NULL::timestamptz AS due_at, NULL::date AS due_on, s.recorded_at AS since
    FROM {{kind}}s_{{kind}}stay s
    JOIN deals_stage st ON st.id = s.stage_id AND st.kind = 'entry'
    JOIN deals_funnel f ON f.id = st.funnel_id AND (f.retired_at IS NULL OR f.retired_at > %(at)s)
    JOIN {{kind}}_candidates c ON c.id = s.card_id
    JOIN {{kind}}s_{{kind}}owning o ON o.card_id = c.id AND o.recorded_at <= %(at)s AND o.replaced_at > %(at)s
    JOIN {{kind}}_asked a ON a.key = COALESCE(o.owner_id, -o.department_id) AND a.unprocessed AND s.recorded_at <= a.fresh
    WHERE s.recorded_at <= %(at)s AND s.replaced_at > %(at)s AND NOT s.was_skipped AND {_of(COUNTS, "c", "a.born")}
      AND NOT EXISTS (SELECT FROM {{acts}} act WHERE act.{{kind}}_id = c.id AND act.recorded_at <= %(at)s)
      AND NOT EXISTS (
          SELECT FROM {{kind}}s_{{kind}}stay other WHERE other.card_id = c.id AND other.recorded_at <= %(at)s AND other.id <> s.id
      )"""  # noqa: S608  put together from this module alone

NO_TASK = f"""
    SELECT 'no_task', a.close_id, a.key, b.id, s.id, s.stage_id, o.owner_id, NULL, NULL, NULL, s.recorded_at
    FROM {{kind}}_bare b {_of(STOOD, "b.id")}
    JOIN {{kind}}_asked a ON a.key = COALESCE(o.owner_id, -o.department_id) AND a.no_task
    WHERE {_of(COUNTS, "b", "a.born")}"""  # noqa: S608  put together from this module alone

OVERDUE = f"""
    SELECT 'overdue', late.close_id, late.key, d.id, s.id, s.stage_id, o.owner_id, late.task_id, late.due_at, late.due_on, NULL
    FROM {{kind}}_late late
    JOIN LATERAL (SELECT * FROM {{kind}}s_{{kind}} d WHERE d.id = late.card_id LIMIT 1) d ON true {_of(STOOD, "late.card_id")}
    WHERE {_of(COUNTS, "d", "late.born")}"""  # noqa: S608  put together from this module alone

# One finding per close, card and rule: of several overdue tasks the oldest.
FOUND = """
{kind}_found AS (
    SELECT DISTINCT ON (close_id, card_id, rule) *
    FROM ({rules}) AS every
    {spared}
    ORDER BY close_id, card_id, rule, COALESCE(due_at, due_on::timestamptz), task_id
)"""

FINDINGS = """
    SELECT f.close_id, f.rule, {deal} AS deal_id, (SELECT d.name FROM {kind}s_{kind} d WHERE d.id = f.card_id) AS deal_name,
           f.stage_id, (SELECT s.stage_name FROM {kind}s_{kind}stay s WHERE s.id = f.stay_id) AS stage_name,
           f.card_owner_id AS deal_owner_id, f.task_id,
           COALESCE((SELECT task.title FROM tasks_task task WHERE task.id = f.task_id), '') AS task_title,
           f.due_at AS task_due_at, f.due_on AS task_due_on, f.since,
           CASE WHEN f.key > 0 THEN f.key ELSE (
               SELECT o.owner_id FROM {kind}s_{kind}owning o
               WHERE o.card_id = f.card_id AND o.owner_id IS NOT NULL AND o.recorded_at <= %(at)s ORDER BY o.recorded_at DESC LIMIT 1
           ) END AS holder_id{lead}
    FROM {kind}_found f"""

DEALS, LEADS = "deal", "lead"
ACTS = {DEALS: "deals_act", LEADS: "leads_leadact"}


def findings_sql(rules, kinds=(DEALS,), *, only=False, spared=()):
    """WITH … up to a table `findings`. A kind that nobody asks about has no part in the statement at all.

    `only` looks at given cards, `spared` names the kinds of which given ones are left out.
    """
    parts = [part for kind in kinds for part in _parts(kind, rules, only, kind in spared)]
    findings = " UNION ALL ".join(_columns(kind, has_leads=LEADS in kinds) for kind in kinds)
    return "WITH " + ",".join([*parts, f"\nfindings AS ({findings}\n)"])


def _parts(kind, rules, only, spared):
    these = f"AND t.{kind}_id = ANY(%({kind}_only)s::bigint[])" if only else ""
    every = " UNION ALL ".join(rule.sql.format(kind=kind, acts=ACTS[kind]) for rule in rules)
    without = f"WHERE card_id <> ALL(%({kind}_spared)s::bigint[])" if spared else ""
    words = [ASKED, ONLY_THESE if only else CANDIDATES, BARE, LATE, FOUND]
    return [part.format(kind=kind, these=these, rules=every, spared=without) for part in words]


def _columns(kind, has_leads):
    if not has_leads:
        return FINDINGS.format(kind=kind, deal="f.card_id", lead="")
    deal, lead = ("f.card_id", "NULL::bigint") if kind == DEALS else ("NULL::bigint", "f.card_id")
    return FINDINGS.format(kind=kind, deal=deal, lead=f", {lead} AS lead_id")
