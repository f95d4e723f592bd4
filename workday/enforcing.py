"""What a department asked the system to do after a breach: laid out when the day is published, done by a tick, each once."""

from datetime import timedelta

import structlog
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User, Workspace
from accounts.schedule import Timetable
from crm_project.lib import clock
from crm_project.lib.working_time import instant_of
from deals.refusals import Refused as CardRefused
from leads import distribution
from leads.models import Lead
from notifications.telling import notify
from tasks.models import Task, TaskType
from tasks.ready_dates import MORNING
from tasks.refusals import Refused as TaskRefused

from .actions import ESCALATE, HAND_OVER, STOP_LEADS, TASK, TELL
from .control import heads_of
from .kinds import MODELS
from .mended import mended_at
from .models import Breach, Enforcement, Tick, Void
from .models.enforcement import TRIES
from .permissions import asking_departments
from .refusals import CannotBeTakenBack
from .state import LEADS

log = structlog.get_logger(__name__)
AT_ONCE = 500
LOOKS_AHEAD = 60
_ORDER = (HAND_OVER, TASK, TELL, ESCALATE, STOP_LEADS)
_State = Enforcement.State

LAID_OUT = """
INSERT INTO workday_enforcement (breach_id, action, rule, day, deal_id, lead_id, state, attempts, what, error)
SELECT b.id, wanted.action, b.rule, b.day, b.deal_id, b.lead_id, 'due', 0, '{}', ''
FROM workday_breach b JOIN workday_ledgerrow row ON row.id = b.row_id
CROSS JOIN LATERAL jsonb_array_elements_text(COALESCE(row.rules -> 'actions' -> b.rule, '[]')) AS wanted(action)
WHERE b.row_id = ANY(%s::bigint[])
ON CONFLICT DO NOTHING
"""


def lay_out(ledger):
    """In the transaction that publishes these rows: what their department asked for, breach by breach; nothing while it is off."""
    rows = [row for row in ledger if (row.rules or {}).get("actions")]
    departments = asking_departments() if rows else ()
    if asking := [row.pk for row in rows if row.department_id in departments]:
        with connection.cursor() as cursor:
            cursor.execute(LAID_OUT, [asking])


def tick(now=None):
    """Runs every minute: what is due is done, oldest first; of days after which another has closed nothing is."""
    if Tick.current().stands_still or not Enforcement.objects.due().exists():
        return
    now = now or clock.now()
    Enforcement.objects.due().exclude(breach__department__in=asking_departments()).update(state=_State.SKIPPED, settled_at=now)
    Enforcement.objects.filter(pk__in=list(Enforcement.objects.outdated(now).values_list("pk", flat=True)), state="due").update(
        state=_State.SKIPPED, settled_at=now
    )
    for row, deal, lead, _first in list(Enforcement.objects.due().cards()[:AT_ONCE]):
        _after_breaches_of(row, deal, lead, now)


def _after_breaches_of(row, deal, lead, now):
    """All that is due about one card of one close, in one transaction: whether a breach still holds is asked before the first act,
    which may mend it; whoever gets the card comes first, so that nobody is left with a task on it."""
    with transaction.atomic():
        due = Enforcement.objects.due().select_for_update(skip_locked=True, of=("self",)).select_related("breach__owner")
        rows = sorted(due.filter(breach__row=row, deal=deal, lead=lead), key=_turn)
        settled = {one.breach_id: _is_settled_otherwise(one.breach) for one in rows}
        for one in rows:
            _carry_out(one, settled[one.breach_id], now)


def _turn(one):
    """The first contact is asked for before the next step."""
    return _ORDER.index(one.action), one.rule != "unprocessed", one.breach_id


def _carry_out(one, is_settled, now):
    """What fails takes nothing else with it, and is tried again."""
    try:
        with transaction.atomic():
            what = None if is_settled else _ACTS[one.action](one, now)
            one.settle(_State.NOT_NEEDED if what is None else _State.DONE, **(what or {}))
    except (DatabaseError, TaskRefused, CardRefused) as error:
        log.error("workday.enforcement_failed", enforcement=one.pk, error=str(error)[:300])
        one.refresh_from_db()
        one.attempts, one.error = one.attempts + 1, type(error).__name__
        if one.attempts >= TRIES:
            one.state, one.settled_at = _State.FAILED, now
        one.save(update_fields=["attempts", "error", "state", "settled_at"])


def _is_settled_otherwise(breach):
    """In order by now, excused, or of a day that was set aside."""
    if hasattr(breach, "excused") or mended_at([breach]):
        return True
    return Void.objects.filter(department_day__department=breach.department_id, department_day__day=breach.day).exists()


# -- acts: what was done, or None where there is nobody to do it for ------------------


def _tell(one, now):
    breach = one.breach
    if breach.owner is None:
        return None
    notify([breach.owner], "day.told", key=f"day.told:{breach.day}:{breach.rule}", details=_told(breach))
    return {"to": [breach.owner_id]}


def _escalate(one, now):
    breach = one.breach
    heads = [person for person in heads_of(breach.department) if person.pk != breach.owner_id]
    if not heads:
        return None
    details = _told(breach) | {"person": str(breach.owner or breach.department), "user": breach.owner_id}
    whose = breach.owner_id or f"-{breach.department_id}"
    notify(heads, "day.escalated", key=f"day.escalated:{breach.day}:{breach.rule}:{whose}", details=details)
    return {"to": [person.pk for person in heads]}


def _told(breach):
    same = Breach.objects.filter(row=breach.row_id, rule=breach.rule).count()
    return {"day": breach.day.isoformat(), "rule": breach.rule, "n": same, "department_id": breach.department_id}


def _plan_task(one, now):
    """For whoever the breach is charged to, while the card is still theirs; one for all rules the card broke at this close."""
    breach, card = one.breach, _card_of(one.breach)
    kind = TaskType.objects.live().first()
    if not (card and kind and breach.owner and breach.owner.is_active and _is_still_theirs(card, breach)):
        return None
    if Enforcement.objects.planned_for(card).filter(breach__row=breach.row_id).exists():
        return None
    due = _next_morning(breach.owner, now)
    if due is None:
        return None
    with translation.override(breach.owner.language or Workspace.current().language):
        title = _("Make the first contact") if breach.rule == "unprocessed" else _("Decide on the next step")
        note = _("Planned by the system: the day was closed without it.")
    task = Task.plan(title=title, type=kind, owner=breach.owner, by=None, subject=card, note=note, due_at=due)
    return {"task": task.pk}


def _next_morning(user, now):
    """10:00 of the person's next working day, or when they begin where that is later."""
    table = Timetable(at=now)
    day = table.local_date(user, now)
    for ahead in range(1, LOOKS_AHEAD):
        date = day + timedelta(days=ahead)
        if hours := table.intervals(user, date):
            return instant_of(date, max(MORNING, hours[0][0]), table.zone(user, date))
    return None


def _hand_over(one, now):
    """A lead goes on by its scenario, or back into the inbox; a deal goes to the head."""
    card, breach = _card_of(one.breach), one.breach
    if not (card and card.owner_id and _is_still_theirs(card, breach)):
        return None
    before = card.owner_id
    if breach.card[0] == LEADS:
        distribution.hand_on(card, why={"rule": breach.rule})
    else:
        heads = [person for person in heads_of(breach.department) if person.pk != before and person.may("edit", "deal")]
        if not heads:
            return None
        card.give_to(heads[0], by=None, rule=breach.rule)
        whose = breach.owner_id or f"-{breach.department_id}"
        details = _told(breach) | {"person": str(breach.owner or breach.department), "user": breach.owner_id}
        notify(heads[:1], "day.handed_over", key=f"day.handed_over:{breach.day}:{whose}", details=details)
    return {"from": before, "to": card.owner_id or 0}


def _stop_leads(one, now):
    return {"user": one.breach.owner_id} if one.breach.owner_id else None


_ACTS = {TELL: _tell, ESCALATE: _escalate, TASK: _plan_task, HAND_OVER: _hand_over, STOP_LEADS: _stop_leads}


def _card_of(breach):
    kind, pk = breach.card
    return MODELS[kind].objects.open().filter(pk=pk).select_related("owner", "department").first()


def _is_still_theirs(card, breach):
    return card.owner_id in (breach.owner_id, breach.previous_owner_id)


# -- taking back ----------------------------------------------------------------------


def undo(one, *, by):
    """Within the transaction of `take_back`: refused where somebody has gone on with what the system did."""
    if one.action == TASK:
        task = Task.objects.open().select_for_update(of=("self",)).filter(pk=one.what["task"]).first()
        if task is None or task.moved_count or task.owner_id != one.breach.owner_id:
            raise CannotBeTakenBack
        with translation.override(Workspace.current().language):
            task.drop(by=None, reason=_("taken back by %(who)s") % {"who": by})
    elif one.action == HAND_OVER:
        _give_back(one, by)


def _give_back(one, by):
    card, owner = _card_of(one.breach), User.objects.active().filter(pk=one.what["from"]).first()
    if card is None or owner is None:
        raise CannotBeTakenBack
    card.hold()
    if (card.owner_id or 0) != one.what["to"] or (isinstance(card, Lead) and card.taken_at):
        raise CannotBeTakenBack
    card.give_to(owner, by=by)
    if isinstance(card, Lead):
        distribution.end_first_tasks(card)
