"""An act under way: card after card, each with its checkpoint in one transaction."""

from datetime import timedelta

import structlog
from django.db import transaction

from accounts.models import User
from accounts.speaking import speaking_as
from crm_project.lib import clock

from .models import BulkAct
from .notices import tell_author
from .verbs import Gone, Unclear, told_anyway

CHUNK = 50
SLICE = timedelta(minutes=10)
"""After so long a worker hands the act on, so that other long jobs have their turn and none meets its time limit."""
TRIES = 3
log = structlog.get_logger(__name__)


class Overtaken(Exception):
    """The act was stopped, or another worker has it: what was begun is taken back."""


def carry_on(pk, *, is_watched=False):
    """Go on with one act where it stands. A second worker finds it taken and goes away.

    `is_watched`: the author waits for the answer and needs no notice.
    """
    act = _taken(pk)
    if act is None:
        return
    with speaking_as(act.by):
        try:
            _run(act)
        except Overtaken:
            return
        except Unclear as refusal:
            act.end(BulkAct.State.FAILED, refusal.words)
        except Exception:
            # One card that breaks must neither lose the rest nor be forgotten: it is tried again and then reported.
            log.exception("bulk.broke", act=act.pk)
            BulkAct.objects.release(act)
        if not is_watched:
            tell_author(act)


def _taken(pk):
    with transaction.atomic():
        acts = BulkAct.objects.select_for_update(of=("self",), skip_locked=True).select_related("by__role", "by__department")
        act = acts.filter(pk__in=BulkAct.objects.due(clock.now()).filter(pk=pk).values("pk")).first()
        if act is None:
            return None
        act.state, act.heard_at, act.attempts = BulkAct.State.RUNNING, clock.now(), act.attempts + 1
        act.save(update_fields=["state", "heard_at", "attempts"])
    return act


def _run(act):
    terms, until = act.verb.read(act), clock.now() + SLICE
    while items := list(act.items.after(act.reached, CHUNK)):
        act.by = User.objects.with_rights().get(pk=act.by_id)
        if not act.verb.allowed(act.by, act.kind_of):
            act.end(BulkAct.State.FAILED, "no_right")
            return
        visible = act.target.ready(act.target.visible(act.by))
        records = visible.in_bulk([item.record_id for item in items])
        for item in items:
            item.act = act
            _pass(act, item, records.get(item.record_id), terms)
        if clock.now() > until and act.left:
            BulkAct.objects.release(act)
            return
    act.end(BulkAct.State.DONE)


def _pass(act, item, record, terms):
    """One card: done and noted, or refused and noted, or nothing at all."""
    with transaction.atomic():
        words = _spoilt(act) or _refusal(act, item, record, terms)
        item.note("refused" if words else "done", str(record or ""), words)
        counted = {"refused": 1} if words else {"done": 1}
        if not BulkAct.objects.step(act, item, **counted):
            raise Overtaken
    act.reached, act.attempts = item.place, 0
    for name in counted:
        setattr(act, name, getattr(act, name) + 1)


def _spoilt(act):
    """A card at which the act broke again and again is reported instead of tried once more."""
    return told_anyway(None) if act.attempts > TRIES else ""


def _refusal(act, item, record, terms):
    """Do it; the words of the refusal, or nothing when it is done. What a refused verb began is undone."""
    verb, target = act.verb, act.target
    if record is None:
        return told_anyway(Gone())
    seen = dict(zip(target.seen, item.seen, strict=False))
    try:
        with transaction.atomic():
            verb.do(record, terms, by=act.by, seen=seen, token=item.token)
    except Gone as refusal:
        return told_anyway(refusal)
    except verb.refusals as refusal:
        return str(verb.tell(refusal, record, terms))
    return ""
