"""A dry run: on which deals a rule would have acted in the last month, and what that would have meant for whom.

Events come from history, conditions are asked of today's values (former ones are not kept by day). Nothing is changed.
"""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.models import Department, User, Workspace
from crm_project.lib import clock
from deals.models import Deal, Stage
from deals.refusal_words import asks_for
from deals.requirements import missing_fields

from .conditions import all_hold
from .triggers import trigger_of

SPAN = timedelta(days=30)
EXAMPLES, PEOPLE, LOOKED_AT = 5, 8, 200


def try_out(rule):
    """The result as JSON primitives, to be kept beside the rule."""
    until = clock.now()
    events = _events(rule, until - SPAN, until)
    zone = ZoneInfo(Workspace.current().zone)
    days = Counter(at.astimezone(zone).date() for _deal, at, *_who in events)
    busiest, most = max(days.items(), key=lambda pair: pair[1], default=(None, 0))
    return {
        "since": (until - SPAN).isoformat(),
        "until": until.isoformat(),
        "fired": len(events),
        "deals": len({deal for deal, *_rest in events}),
        "busiest": {"day": busiest.isoformat(), "n": most} if busiest else None,
        "examples": [{"deal": deal, "at": at.isoformat()} for deal, at, *_who in events[:EXAMPLES]],
        "work": [_work(action, events) for action in rule.actions if action["do"] in ("task", "notify", "give")],
        "refused": [told for action in rule.actions if action["do"] == "move" and (told := _refused(action, events))],
    }


def _events(rule, since, until):
    """[(deal id, moment, owner id, department id)], newest first: one question of the database, however many deals there are."""
    past = trigger_of(rule).past(rule, since, until).order_by()
    deals = Deal.objects.live().in_funnel(rule.funnel_id)
    if rule.stage_id and "maybe_stage" in trigger_of(rule).asks and rule.trigger != "idle":
        deals = deals.filter(stage=rule.stage_id)
    deals = all_hold(deals, rule.conditions).order_by().values_list("pk", "owner_id", "department_id")
    (past_sql, past_params), (deal_sql, deal_params) = past.query.sql_with_params(), deals.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.deal_id, e.at, d.owner_id, d.department_id FROM ({past_sql}) AS e (deal_id, at)"  # noqa: S608  statements of the querysets
            f" JOIN ({deal_sql}) AS d (id, owner_id, department_id) ON d.id = e.deal_id ORDER BY e.at DESC, e.deal_id",
            [*past_params, *deal_params],
        )
        return cursor.fetchall()


def _work(action, events):
    """How often an action would have meant something for whom: {do, n, people: [[name, n]], more}."""
    people = Counter(_whom(action["who"], events))
    names = {user.pk: str(user) for user in User.objects.by_ids(list(people))}
    told = [[names.get(pk, "—"), number] for pk, number in people.most_common()]
    return {"do": action["do"], "n": len(events), "people": told[:PEOPLE], "more": max(len(told) - PEOPLE, 0), "n_people": len(told)}


def _whom(who, events):
    if who == "owner":
        return [owner for _deal, _at, owner, _department in events]
    if who == "head":
        heads = dict(Department.objects.values_list("pk", "head"))
        return [heads.get(department) for _deal, _at, _owner, department in events]
    return [int(who)] * len(events)


def _refused(action, events):
    """Of the newest deals that are still before the stage: how many it would ask something of, and in which words."""
    stage = Stage.objects.live().select_related("funnel").filter(pk=action["stage"]).first()
    ids = list(dict.fromkeys(deal for deal, *_rest in events))[:LOOKED_AT]
    if stage is None or not ids:
        return None
    deals = Deal.objects.open().filter(pk__in=ids, stage__position__lt=stage.position).for_card().select_related("stage", "funnel")
    words = Counter()
    seen = 0
    for deal in deals.prefetch_related("contact__phones", "company__phones", "contact__emails", "company__emails"):
        seen, deal.funnel = seen + 1, stage.funnel
        if missing := missing_fields(deal, stage):
            words[asks_for(stage, missing)] += 1
    return {"seen": seen, "n": sum(words.values()), "words": [list(pair) for pair in words.most_common(3)]} if words else None
