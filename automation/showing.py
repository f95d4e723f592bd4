"""Rules as pages tell them: words of the trigger, the conditions and the actions, and what became of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Workspace
from crm_project.lib import clock
from deals.models import Deal, Stage

from .acting import condition_in_the_way
from .actions import ACTIONS, Names, action_of
from .conditions import words_of
from .deal_fields import deal_fields
from .models import Firing, Rule
from .option_uses import gone_choices
from .planning import next_of
from .reading import Reader
from .soundness import stages_of
from .triggers import trigger_of

EFFECT = timedelta(days=30)
MONTHS = 6


@dataclass
class Why:
    """What a rule does with a deal: `planned` is a moment, `last` the latest firing, `obstacle` what stands in the way now."""

    rule: Rule
    when: str
    planned: datetime | None
    last: Firing | None
    obstacle: str
    is_hidden: bool = False


@dataclass
class Line:
    """A condition or an action: `icon`, `words`, and the id by which it is taken away."""

    number: str
    icon: str
    words: str


def when(rule):
    return trigger_of(rule).words(rule)


def conditions_of(rule):
    fields = deal_fields() if rule.conditions else {}
    return [Line(one["id"], "filter-2", words_of(one, fields)) for one in rule.conditions]


def actions_of(rule, names=None):
    names = names or Names(rule.actions)
    return [Line(one["id"], action_of(one).icon, action_of(one).words(one, names)) for one in rule.actions]


def listed(rules):
    """[(funnel, [(rule, icon, when, actions)])] in order; a rule knows whether it leans on a stage out of use."""
    rules = list(rules.with_parts().with_effect(clock.now() - EFFECT).order_by("funnel__position", "funnel_id", "pk"))
    funnels, names = {}, Names([action for rule in rules for action in rule.actions])
    gone = Stage.objects.retired_among({pk for rule in rules for pk in stages_of(rule)})
    fields = deal_fields() if any(rule.conditions for rule in rules) else {}
    for rule in rules:
        rule.leans_on_gone = bool(gone & stages_of(rule))
        rule.asks_for_gone = bool(gone_choices(rule, fields))
        told = (rule, trigger_of(rule).icon, when(rule), actions_of(rule, names))
        funnels.setdefault(rule.funnel, []).append(told)
    return list(funnels.items())


def months_of(rule):
    """[(month, done, not needed, refused or failed)], newest first."""
    rows = Firing.objects.of_rule(rule).by_month(ZoneInfo(Workspace.current().zone))[:MONTHS]
    return [(month, n.get("done", 0), n.get("skipped", 0), n.get("refused", 0) + n.get("failed", 0)) for month, n in rows]


def trial_of(rule, user):
    """The kept dry run with moments and the examples that this person may see, or None."""
    if not rule.tried_at:
        return None
    told = dict(rule.trial)
    moments = {one["deal"]: datetime.fromisoformat(one["at"]) for one in told["examples"]}
    deals = {deal.pk: deal for deal in Deal.objects.visible_to(user).filter(pk__in=list(moments))}
    told["examples"] = [(deals[pk], at) for pk, at in moments.items() if pk in deals]
    told["since"], told["until"] = datetime.fromisoformat(told["since"]), datetime.fromisoformat(told["until"])
    told["busiest"] = told["busiest"] and {"day": datetime.fromisoformat(told["busiest"]["day"]).date(), "n": told["busiest"]["n"]}
    told["work"] = [work | {"label": ACTIONS[work["do"]].label, "icon": ACTIONS[work["do"]].icon} for work in told["work"]]
    return told


def why_of(deal, user):
    """[Why] of the rules that act in its funnel."""
    planned = {firing.rule_id: firing.due_at for firing in reversed(list(next_of(deal)))}
    last = {}
    for firing in Firing.objects.of_deal(deal).acted().newest_first()[:200]:
        last.setdefault(firing.rule_id, firing)
    reader = Reader(user)
    rules = Rule.objects.on().of_funnel(deal.funnel_id).with_parts()
    return [_why(rule, deal, reader, planned.get(rule.pk), last.get(rule.pk)) for rule in rules]


def _why(rule, deal, reader, planned, last):
    """As much as this reader may know: of a rule about fields they do not see only what it did."""
    if last:
        last.rule = rule
        reader.read([last])
    if not reader.hides(rule):
        return Why(rule, reader.when(rule), planned, last, condition_in_the_way(rule, deal))
    return Why(rule, reader.when(rule), None, last if last and last.state == Firing.State.DONE else None, "", is_hidden=True)
