"""What a rule can do. Each action knows its words, does itself by the verb people use too, and says what it sets going.

An action refused (a stage that asks for a field, nobody to give to) takes the whole firing back: all or nothing.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User, Workspace
from chains.models import ChainRun, ChainTemplate
from chains.refusals import NobodyToBegin
from crm_project.lib import clock
from deals.card_fields import reader_of
from deals.models import Stage
from deals.naming import filled
from fields.models import CustomField
from notifications.telling import notify
from outbox.post import put
from tasks.models import Task, TaskType

from .calls import key_of
from .refusals import CannotAct

SETTABLE = ("source", "amount", "expected_close_on", "decision_on", "contract_number", "competitor")
UNSETTABLE_TYPES = ("file", "client")
_OWN_TOKEN = re.compile(r"\{(extra_\w+)\}")
"""Own fields in a text: people read their names."""


@dataclass
class Acting:
    """A rule at work on a deal because of one firing, as the robot."""

    rule: object
    deal: object
    firing: object
    robot: object

    def token(self, action):
        return uuid5(NAMESPACE_URL, f"ordo:automation:{self.firing.pk}:{action['id']}")


class Names:
    """What the ids in actions are called: each kind is read once for all the actions of a page."""

    def __init__(self, actions):
        self._actions = actions

    @cached_property
    def stages(self):
        ids = [action["stage"] for action in self._actions if "stage" in action]
        return dict(Stage.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}

    @cached_property
    def people(self):
        ids = [int(who) for action in self._actions if (who := action.get("who", "owner")) not in ("owner", "head")]
        return {user.pk: str(user) for user in User.objects.by_ids(ids)} if ids else {}

    @cached_property
    def chains(self):
        ids = [action["chain"] for action in self._actions if "chain" in action]
        return dict(ChainTemplate.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}

    @cached_property
    def fields(self):
        return {key: reader.label for key, reader in settable().items()}

    def who(self, who):
        if who == "owner":
            return _("the owner of the deal")
        return _("the head of the owner") if who == "head" else self.people.get(int(who), "?")


class Action:
    label, icon = "", "bolt"

    def words(self, action, names):
        raise NotImplementedError

    def flaw(self, action, rule):
        """What is no longer there, in words, or "" when it can be done."""
        return ""

    def starts(self, action, rule):
        """The events this sets going, as (trigger, detail) pairs for the guard of circles."""
        return []

    def kept(self, action):
        """What is kept beside the words of the deed."""
        return {}

    def do(self, action, acting):
        raise NotImplementedError


class PlanTask(Action):
    label, icon = gettext_lazy("Plan a task"), "checkbox"

    def words(self, action, names):
        words = _("Plan the task “{title}” for {who}").format(title=action["title"], who=names.who(action["who"]))
        return f"{words}, {when_words(action['days'], action.get('time', ''))}"

    def flaw(self, action, rule):
        if not TaskType.objects.live().filter(pk=action["type"]).exists():
            return _("The task type of “{title}” is out of use.").format(title=action["title"])
        return who_flaw(action["who"])

    def do(self, action, acting):
        kind = TaskType.objects.live().filter(pk=action["type"]).first()
        if kind is None:
            raise CannotAct(lambda: self.flaw(action, acting.rule))
        owner = person_of(action["who"], acting.deal)
        day = clock.today(ZoneInfo(owner.zone_name)) + timedelta(days=action["days"])
        due = {"due_on": day}
        if action.get("time"):
            at = datetime.combine(day, time.fromisoformat(action["time"]), tzinfo=ZoneInfo(owner.zone_name))
            # No task is born late: one whose hour is over takes the rest of the day.
            due = {"due_at": at} if at > clock.now() else due
        facts = {"title": action["title"], "type": kind, "owner": owner, "subject": acting.deal, "token": acting.token(action)}
        Task.plan(**facts, by=acting.robot, **due)


class Give(Action):
    label, icon = gettext_lazy("Give the deal to somebody"), "user-share"

    def words(self, action, names):
        return _("Give the deal to {who}").format(who=names.who(action["who"]))

    def flaw(self, action, rule):
        return who_flaw(action["who"])

    def starts(self, action, rule):
        return [("field", "owner")]

    def do(self, action, acting):
        acting.deal.give_to(person_of(action["who"], acting.deal), by=acting.robot)


class SetField(Action):
    label, icon = gettext_lazy("Set a field"), "pencil"

    def words(self, action, names):
        label = names.fields.get(action["key"], _("a field that is gone"))
        if "days" in action:
            return _("Set “{field}” to {when}").format(field=label, when=when_words(action["days"], ""))
        return _("Set “{field}” to “{value}”").format(field=label, value=action.get("shown") or action["value"])

    def flaw(self, action, rule):
        reader = settable().get(action["key"])
        if reader is None:
            return _("A field that the rule sets is out of use.")
        try:
            self._value(reader, action)
        except ValidationError:
            return _("“{value}” is no value of “{field}” any more.").format(value=action.get("shown", ""), field=reader.label)
        return ""

    def starts(self, action, rule):
        return [("field", action["key"]), ("date", action["key"])]

    def kept(self, action):
        return {"key": action["key"]}

    def do(self, action, acting):
        if self.flaw(action, acting.rule):
            # The history of a deal is read by all who see it: it names neither the field nor the value.
            raise CannotAct(lambda: _("What the rule sets is out of use or no value any more."))
        acting.deal.change({action["key"]: self._value(settable()[action["key"]], action)}, by=acting.robot)

    def _value(self, reader, action):
        if "days" in action:
            return clock.today(Workspace.current().zone) + timedelta(days=action["days"])
        return reader.form_field().clean(action["value"])


class Move(Action):
    label, icon = gettext_lazy("Move to a stage"), "arrow-right"

    def words(self, action, names):
        return _("Move to the stage “{stage}”").format(stage=names.stages.get(action["stage"], "?"))

    def flaw(self, action, rule):
        here = Stage.objects.live().filter(pk=action["stage"], funnel=rule.funnel_id).exists()
        return "" if here else _("The stage the rule moves to is out of use.")

    def starts(self, action, rule):
        stage = Stage.objects.select_related("funnel__next_funnel").filter(pk=action["stage"]).first()
        if stage is None:
            return []
        if stage.kind != Stage.Kind.WON:
            return [("entered", stage.pk), ("idle", stage.pk)]
        following = stage.funnel.next_funnel
        begins = [("entered", following.entry.pk), ("idle", following.entry.pk)] if following and following.entry else []
        return [("won", stage.funnel_id), *begins]

    def do(self, action, acting):
        stage = acting.deal.funnel.stages.filter(pk=action["stage"]).first()
        if stage is None:
            raise CannotAct(lambda: self.flaw(action, acting.rule))
        acting.deal.move_to(stage, by=acting.robot)


class Notify(Action):
    label, icon = gettext_lazy("Tell somebody"), "bell"

    def words(self, action, names):
        text = _OWN_TOKEN.sub(lambda found: f"{{{names.fields.get(found[1], found[1])}}}", action["text"])
        return _("Tell {who}: “{text}”").format(who=names.who(action["who"]), text=text)

    def flaw(self, action, rule):
        return who_flaw(action["who"])

    def do(self, action, acting):
        person = person_of(action["who"], acting.deal)
        text = filled(action["text"], acting.deal)
        details = {"rule": acting.rule.name, "text": text, "deal": acting.deal.name}
        key = f"automation:{acting.firing.pk}:{action['id']}"
        notify([person], "automation.told", acting.deal, key=key, details=details)
        acting.deal.record("automation_told", by=acting.robot, person=str(person), text=text)


class Webhook(Action):
    label, icon = gettext_lazy("Call a webhook"), "world"

    def words(self, action, names):
        return _("Call the webhook of {host}").format(host=urlsplit(action["url"]).hostname)

    def flaw(self, action, rule):
        from .webhook import wrong_address

        return wrong_address(action["url"])

    def kept(self, action):
        return {"call": {"host": urlsplit(action["url"]).hostname}}

    def do(self, action, acting):
        deal, key = acting.deal, key_of(acting.firing, action)
        told = {"id": deal.pk, "name": deal.name, "funnel": deal.funnel.name, "stage": deal.stage.name, "owner": str(deal.owner or "")}
        body = {"rule": acting.rule.name, "event": acting.rule.trigger, "happened_at": acting.firing.created_at.isoformat(), "deal": told}
        put("automation.webhook", {"url": action["url"], "key": key, "rule": acting.rule.pk, "body": body}, key=key)


class StartChain(Action):
    label, icon = gettext_lazy("Start a chain"), "arrows-right-left"

    def words(self, action, names):
        return _("Start the chain “{chain}”").format(chain=names.chains.get(action["chain"], "?"))

    def flaw(self, action, rule):
        here = ChainTemplate.objects.live().filter(pk=action["chain"]).exists()
        return "" if here else _("The chain that the rule starts is out of use.")

    def do(self, action, acting):
        template = ChainTemplate.objects.live().filter(pk=action["chain"]).first()
        if template is None:
            raise CannotAct(lambda: self.flaw(action, acting.rule))
        if ChainRun.objects.about(acting.deal).running().filter(template=template).exists():
            raise CannotAct(lambda: _("The chain “{chain}” goes on about this deal already.").format(chain=template.name))
        try:
            ChainRun.start(template, subject=acting.deal, by=acting.robot, token=acting.token(action))
        except NobodyToBegin as refusal:
            raise CannotAct(lambda: _("Nobody can do the first step of the chain “{chain}”.").format(chain=template.name)) from refusal


ACTIONS = {
    "task": PlanTask(),
    "give": Give(),
    "set": SetField(),
    "move": Move(),
    "chain": StartChain(),
    "notify": Notify(),
    "webhook": Webhook(),
}


def action_of(action):
    return ACTIONS[action["do"]]


def settable():
    """{key: reader} of what a rule may set."""
    readers = [reader_of(key) for key in SETTABLE]
    readers += [reader_of(f"extra_{one.code}", custom=one) for one in CustomField.objects.of("deal") if one.type not in UNSETTABLE_TYPES]
    return {reader.key: reader for reader in readers}


# -- people and days -------------------------------------------------------------


def person_of(who, deal):
    """Somebody with access: the owner of the deal, their head, or one person by id; refused when there is nobody."""
    if who == "owner":
        people = [deal.owner]
    elif who == "head":
        people = [deal.department.head, deal.owner.superior if deal.owner else None]
    else:
        people = [User.objects.find(int(who))]
    found = next((person for person in people if person and person.is_active), None)
    if found is None:
        raise CannotAct(lambda: _("There is nobody to turn to: {who}.").format(who=Names([{"who": who}]).who(who)))
    return found


def who_flaw(who):
    if who in ("owner", "head"):
        return ""
    person = User.objects.find(int(who))
    return "" if person and person.is_active else _("{who} has no access any more.").format(who=person or "?")


def when_words(days, at):
    day = {0: _("today"), 1: _("tomorrow")}.get(days) or ngettext("in {n} day", "in {n} days", days).format(n=days)
    return f"{day}, {at}" if at else day
