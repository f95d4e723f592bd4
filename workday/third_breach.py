"""The third breach of one rule by one person within ten working days of theirs: a signal, at most one in any such window.

The working days are those on which the person's day was judged, by the calendar known then. Breaches that were excused and
days that were set aside do not count, and when one is taken off afterwards the signal that needs it is withdrawn.
"""

from collections import defaultdict

from django.db import connection

from crm_project.lib import clock
from notifications.telling import notify

from .control import heads_of
from .models import Breach, Signal
from .permissions import asking_departments

WINDOW, THIRD = 10, 3
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('workday.signals'))"

_COUNTS = """
    NOT EXISTS (SELECT FROM workday_excuse e WHERE e.breach_id = b.id)
    AND NOT EXISTS (
        SELECT FROM workday_void v JOIN workday_departmentday d ON d.id = v.department_day_id
        WHERE d.department_id = b.department_id AND d.day = b.day
    )
"""

# A day that is published after later ones closes the windows of those, too: hence every day from it on is looked at.
RAISED = """
WITH asked AS (
    SELECT row.user_id, row.day, wanted.rule
    FROM workday_ledgerrow row CROSS JOIN LATERAL jsonb_array_elements_text(COALESCE(row.rules -> 'signals', '[]')) AS wanted(rule)
    WHERE row.id = ANY(%(rows)s::bigint[]) AND EXISTS (SELECT FROM workday_breach b WHERE b.row_id = row.id AND b.rule = wanted.rule)
),
ends AS (
    SELECT DISTINCT a.user_id, a.rule, b.day FROM asked a
    JOIN workday_breach b ON b.owner_id = a.user_id AND b.day >= a.day AND b.rule = a.rule
),
windows AS (
    SELECT ends.*, (
        SELECT min(last.day) FROM (
            SELECT row.day FROM workday_ledgerrow row WHERE row.kind = 'person' AND row.user_id = ends.user_id AND row.day <= ends.day
            ORDER BY row.day DESC LIMIT %(window)s
        ) AS last
    ) AS first_on FROM ends
),
found AS (
    SELECT DISTINCT ON (w.user_id, w.rule) w.*, thrice.*
    FROM windows w CROSS JOIN LATERAL (
        SELECT (array_agg(b.id ORDER BY b.day, b.id))[1:%(third)s] AS breaches,
               (array_agg(b.department_id ORDER BY b.day DESC))[1] AS department_id, max(b.section_code) AS section_code
        FROM workday_breach b
        WHERE b.owner_id = w.user_id AND b.day BETWEEN w.first_on AND w.day AND b.rule = w.rule AND {counts}
        HAVING count(*) >= %(third)s
    ) AS thrice
    WHERE NOT EXISTS (
        SELECT FROM workday_signal s WHERE s.user_id = w.user_id AND s.rule = w.rule AND s.state <> 'withdrawn'
        AND s.day >= w.first_on AND s.first_on <= w.day
    )
    ORDER BY w.user_id, w.rule, w.day
)
INSERT INTO workday_signal (user_id, department_id, rule, section_code, first_on, day, breach_ids, state, made_at, reason)
SELECT user_id, department_id, rule, section_code, first_on, day, breaches, 'open', %(now)s, '' FROM found
ON CONFLICT DO NOTHING RETURNING id
"""

KEPT_OR_WITHDRAWN = """
UPDATE workday_signal AS signal
SET breach_ids = COALESCE(still.breaches, signal.breach_ids),
    state = CASE WHEN still.breaches IS NULL THEN 'withdrawn' ELSE signal.state END
FROM (
    SELECT s.id, s.state AS before, (
        SELECT (array_agg(b.id ORDER BY b.day, b.id))[1:%(third)s]
        FROM workday_breach b WHERE b.owner_id = s.user_id AND b.day BETWEEN s.first_on AND s.day AND b.rule = s.rule AND {counts}
        HAVING count(*) >= %(third)s
    ) AS breaches
    FROM workday_signal s WHERE s.user_id = ANY(%(users)s::bigint[]) AND %(day)s BETWEEN s.first_on AND s.day AND s.state <> 'withdrawn'
) AS still
WHERE signal.id = still.id RETURNING signal.id, still.before, signal.state
"""

_hooks: list = []
_undone: list = []


def on_signal(assign):
    """`assign(signals)` is called in the transaction that makes them, with all of one publication: here a test is assigned."""
    _hooks.append(assign)
    return assign


def on_withdrawal(take_back):
    """`take_back(signal)` is called in the transaction that withdraws it."""
    _undone.append(take_back)
    return take_back


def raise_after(ledger):
    """In the transaction that publishes these rows of persons: whoever broke a rule for the third time; nothing while it is off."""
    rows = [row for row in ledger if row.deals and (row.rules or {}).get("signals")]
    departments = asking_departments() if rows else ()
    asking = [row.pk for row in rows if row.department_id in departments]
    if not asking:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute(RAISED.format(counts=_COUNTS), {"rows": asking, "window": WINDOW, "third": THIRD, "now": clock.now()})
        made = [pk for (pk,) in cursor.fetchall()]
    signals = list(Signal.objects.filter(pk__in=made).select_related("user", "department__head").order_by("pk"))
    for signal in signals:
        signal.record("raised", by=None, rule=signal.rule, person=str(signal.user), day=signal.day.isoformat())
    _tell(signals)
    for assign in _hooks if signals else ():
        assign(signals)


def reconsider(users, day):
    """In the transaction of an excuse or a void: signals of these people about that date stand as long as three breaches do."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute(KEPT_OR_WITHDRAWN.format(counts=_COUNTS), {"users": list(users), "day": day, "third": THIRD})
        before = {pk: state for pk, state, now in cursor.fetchall() if now == "withdrawn"}
    for signal in Signal.objects.filter(pk__in=before).select_related("user").order_by("pk"):
        signal.record("withdrawn", by=None, rule=signal.rule, person=str(signal.user), day=signal.day.isoformat())
        for take_back in _undone:
            take_back(signal)
        if before[signal.pk] == Signal.State.OPEN:
            notify([signal.user], "day.signal_withdrawn", key=f"day.signal_withdrawn:{signal.pk}", details=_facts(signal))


def reconsider_day(department_day):
    """A whole day of a department was set aside."""
    found = Breach.objects.within([department_day.department_id]).on(department_day.day).filter(owner__isnull=False)
    reconsider(set(found.order_by().values_list("owner", flat=True).distinct()), department_day.day)


def tell_waived(signal):
    details = _facts(signal) | {"by": str(signal.settled_by), "reason": signal.reason[:300]}
    notify([signal.user], "day.signal_waived", key=f"day.signal_waived:{signal.pk}", details=details)


def _tell(signals):
    """Each person of their own, each head of all their people's in one notice a rule."""
    by_rule, by_head = defaultdict(list), defaultdict(list)
    for signal in signals:
        by_rule[signal.rule, signal.day].append(signal)
        for head in heads_of(signal.department):
            if head.pk != signal.user_id:
                by_head[head, signal.rule, signal.day].append(signal)
    for (rule, day), found in by_rule.items():
        details = {signal.user_id: _facts(signal) | {"signal": signal.pk} for signal in found}
        notify([signal.user for signal in found], "day.signal", key=f"day.signal:{rule}:{day}", details_of=details)
    for (head, rule, day), found in by_head.items():
        details = _facts(found[0]) | {"people": [str(signal.user) for signal in found]}
        notify([head], "day.signal_of", key=f"day.signal_of:{rule}:{day}:{found[0].pk}", details=details)


def _facts(signal):
    return {"rule": signal.rule, "day": signal.day.isoformat()}
