"""How a due firing is done: one transaction holds the firing and its deal, looks at what is true now, and does all or nothing.

A worker that dies takes nothing with it: what it did is undone with its transaction, and the firing waits as before.
"""

from datetime import timedelta
from time import monotonic

import structlog
from django.db import OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Workspace
from crm_project.lib import clock
from deals import refusal_words
from deals import refusals as of_deals
from deals.models import Deal, Stage
from tasks import refusals as of_tasks

from . import conditions, hearing
from .actions import Acting, Names, action_of
from .deal_fields import deal_fields
from .models import Firing, Robot
from .option_uses import gone_choices
from .refusals import CannotAct
from .said import in_each_language, in_ours
from .triggers import trigger_of

TRIES = 5
State = Firing.State
log = structlog.get_logger(__name__)


def act_on_due(limit=5000, seconds=50):
    """Do what is due, one by one, until nothing is left, the limit or the time is reached; tells how many."""
    done, stop_at = 0, monotonic() + seconds
    while done < limit and monotonic() < stop_at and act_on_next():
        done += 1
    return done


def act_on_next():
    """The next due firing that nobody else holds, or None."""
    now = clock.now()
    with transaction.atomic():
        firing = Firing.objects.take_one(now)
        if firing is None:
            return None
        with translation.override(Workspace.current().language):
            _act(firing)
    return firing


def _act(firing):
    """Settle it. What is asked is what is true now, not what was true at the event."""
    rule, deal = firing.rule, Deal.objects.for_move().get(pk=firing.deal_id)
    # No longer waiting, so that a move of its own does not plan it away.
    _settle(firing, State.DONE)
    known = hearing.acting.set(firing)
    try:
        with transaction.atomic():
            reason = in_each_language(lambda: _why_not(rule, deal, firing)) if _why_not(rule, deal, firing) else {}
            did = [] if reason else _do_all(rule, deal, firing)
    except (of_deals.Refused, of_tasks.Refused, CannotAct) as refusal:
        _refuse(firing, rule, deal, refusal)
    except OperationalError as error:
        _come_back_later(firing, error)
    except Exception as error:  # a fault in one rule must not stop the others: it is kept with the firing and logged
        log.exception("automation.failed", firing=firing.pk, rule=rule.pk)
        _settle(firing, State.FAILED, why=f"{type(error).__name__}: {error}"[:1000])
    else:
        _settle(firing, State.SKIPPED if reason else State.DONE, said=reason, did=did)
    finally:
        hearing.acting.reset(known)


def _why_not(rule, deal, firing):
    """Why the rule does not act on the deal now, or ""."""
    if not rule.is_on:
        return _("The rule is switched off")
    if deal.deleted_at:
        return _("The deal is in the trash")
    if reason := trigger_of(rule).still(rule, deal, firing):
        return reason
    return condition_in_the_way(rule, deal)


def condition_in_the_way(rule, deal):
    """The first condition that does not hold for the deal now, in words, or ""."""
    if gone := gone_choices(rule, deal_fields()):
        return _("“{option}” is no choice of “{field}” any more.").format(option=gone[0][1], field=gone[0][0])
    try:
        failing = conditions.first_that_fails(Deal.objects.filter(pk=deal.pk), rule.conditions)
    except conditions.FieldIsGone:
        return _("A field that a condition asks for is out of use.")
    return _("It does not hold that: {condition}").format(condition=conditions.words_of(failing)) if failing else ""


def _do_all(rule, deal, firing):
    acting, did, names = Acting(rule, deal, firing, Robot.of(rule)), [], Names(rule.actions)
    for action in rule.actions:
        try:
            action_of(action).do(action, acting)
        except of_deals.Refused as refusal:
            refusal.stage = Stage.objects.filter(pk=action.get("stage", 0)).first()
            raise
        did.append(_told(action, names))
    return did


def _told(action, names):
    kept = {"id": action["id"], "said": in_each_language(lambda: action_of(action).words(action, names))}
    return kept | action_of(action).kept(action)


def words_of(refusal):
    """The very words a person would read on the board or in an act on many."""
    if isinstance(refusal, CannotAct):
        return str(refusal.words)
    if isinstance(refusal, of_deals.Refused):
        stage = getattr(refusal, "stage", None)
        return refusal_words.not_moved(refusal, stage) if stage else refusal_words.not_changed(refusal)
    return _("Automation may not do this: its role in Settings → Roles and rights does not allow it.")


def _refuse(firing, rule, deal, refusal):
    said = in_each_language(lambda: words_of(refusal))
    _settle(firing, State.REFUSED, said=said)
    deal.record("automation_refused", by=Robot.of(rule), why=in_ours(said), said=said)


def _come_back_later(firing, error):
    firing.attempts += 1
    firing.due_at = clock.now() + timedelta(seconds=15 * 2**firing.attempts)
    if firing.attempts >= TRIES:
        return _settle(firing, State.FAILED, why=f"{type(error).__name__}: {error}"[:1000])
    firing.state, firing.acted_at = State.WAITING, None
    firing.save(update_fields=["state", "acted_at", "attempts", "due_at"])


def _settle(firing, state, *, why="", said=None, did=()):
    firing.state, firing.did, firing.acted_at = state, list(did), clock.now()
    firing.why, firing.why_said, firing.tells = why or in_ours(said), said or {}, sorted(firing.rule.asked_keys)
    firing.save(update_fields=["state", "why", "why_said", "did", "tells", "acted_at", "attempts"])
