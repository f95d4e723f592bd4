"""The ear of automation: a fact of a deal becomes a firing of each rule that waits for it, in the transaction of the fact."""

from contextvars import ContextVar

from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import gettext as _

from crm_project.lib import clock
from crm_project.lib.wake import wake
from deals.models import Deal
from timeline.signals import fact_recorded

from .models import Firing, Rule
from .planning import replan
from .said import in_each_language, in_ours
from .triggers import TRIGGERS, VERBS, trigger_of

DEEPEST = 5
"""So many rules may follow from one act of a person; a circle that nobody foresaw ends here."""
RESHAPING = frozenset({"created", "moved", "moved_back", "move_undone", "won", "lost", "changed", "discarded", "restored"})
"""Facts after which a planned moment may be another."""

acting = ContextVar("the firing whose actions are being done", default=None)


@receiver(fact_recorded, sender=Deal, dispatch_uid="automation.hear")
def hear(sender, subject, entry, **_rest):
    if entry.verb not in VERBS and entry.verb not in RESHAPING:
        return
    rules = list(Rule.objects.on().of_funnel(subject.funnel_id).with_parts())
    if not rules:
        return
    _fire([rule for rule in rules if _waits_for(rule, subject, entry)], subject, entry)
    if entry.verb in RESHAPING:
        for rule in rules:
            if trigger_of(rule).is_planned:
                replan(rule, deal=subject)


def _waits_for(rule, deal, entry):
    trigger = TRIGGERS[rule.trigger]
    return entry.verb in trigger.verbs and trigger.hears(rule, deal, entry)


def _fire(rules, deal, entry):
    cause, now = acting.get(), clock.now()
    depth = cause.depth + 1 if cause else 0
    firings = [
        Firing(
            rule=rule,
            deal=deal,
            event=f"entry:{entry.pk}",
            facts=trigger_of(rule).facts(deal, entry),
            due_at=now + trigger_of(rule).wait(entry),
            created_at=now,
            depth=depth,
            **({} if depth <= DEEPEST else _stopped(now)),
        )
        for rule in rules
    ]
    Firing.objects.bulk_create(firings, ignore_conflicts=True)
    if any(firing.due_at <= now for firing in firings):
        transaction.on_commit(lambda: wake("automation.act", queue="default"), robust=True)


def _stopped(now):
    said = in_each_language(lambda: _("More than {n} rules followed one another: this one stopped.").format(n=DEEPEST))
    return {"state": Firing.State.REFUSED, "why": in_ours(said), "why_said": said, "tells": [], "acted_at": now}
