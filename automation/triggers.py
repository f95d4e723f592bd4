"""What a rule waits for: which fact of a deal begins it, when it is planned, what of the past would have begun it.

`hears` is asked at the fact, `still` at the moment of acting, `past` by the dry run; all three stand together here so that
the dry run tries what will happen.
"""

from datetime import timedelta

from django.db.models import CharField, DateTimeField, ExpressionWrapper, F, Func, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Workspace
from deals.card_fields import BUILT_IN
from deals.models import Deal, DealStay
from tasks.models import Task
from telephony.models import Call
from timeline.models import Entry

from .conditions import FieldIsGone, field_of
from .deal_fields import deal_fields

MORNING = "09:00"
UNDO = timedelta(seconds=10)


class Trigger:
    """One kind of event. `verbs` are the facts it listens to, `asks` the attributes of the rule it needs."""

    verbs: frozenset = frozenset()
    asks: tuple = ()
    icon = "bolt"
    is_planned = False

    def hears(self, rule, deal, entry):
        return rule.stage_id in (None, deal.stage_id)

    def facts(self, deal, entry):
        """What is remembered of the event for the moment of acting."""
        return {}

    def wait(self, entry):
        return timedelta()

    def still(self, rule, deal, firing):
        """Why the event counts no longer, or "" while it does."""
        return ""

    def words(self, rule):
        raise NotImplementedError

    def past(self, rule, since, until):
        """The rule's events of that time as a queryset of (deal id, moment)."""
        raise NotImplementedError


class Moved(Trigger):
    """A slip of the mouse can be taken back within ten seconds: people's moves are acted on after that."""

    def wait(self, entry):
        return UNDO if entry.actor_id and entry.actor.is_active and entry.verb != "created" else timedelta()

    def facts(self, deal, entry):
        return {"stage": deal.stage_id}

    def still(self, rule, deal, firing):
        return "" if deal.stage_id == firing.facts.get("stage") else _("The deal is no longer at this stage")

    def past(self, rule, since, until):
        stays = DealStay.objects.filter(entered_at__gte=since, entered_at__lt=until, was_skipped=False)
        return self.of_stages(stays, rule).values_list("card_id", "entered_at")


class Entered(Moved):
    verbs, asks, icon = frozenset({"created", "moved", "moved_back"}), ("stage",), "arrow-right"

    def hears(self, rule, deal, entry):
        return rule.stage_id == deal.stage_id

    def words(self, rule):
        return _("When a deal came to “{stage}”").format(stage=rule.stage)

    def of_stages(self, stays, rule):
        return stays.filter(stage=rule.stage)


class Won(Moved):
    verbs, icon = frozenset({"won"}), "trophy"

    def hears(self, rule, deal, entry):
        return True

    def words(self, rule):
        return _("When a deal was won")

    def of_stages(self, stays, rule):
        return stays.filter(stage__funnel=rule.funnel, stage__kind="won")


class Lost(Won):
    verbs, icon = frozenset({"lost"}), "circle-x"

    def words(self, rule):
        return _("When a deal was lost")

    def of_stages(self, stays, rule):
        return stays.filter(stage__funnel=rule.funnel, stage__kind="lost")


class TaskDone(Trigger):
    verbs, asks, icon = frozenset({"task_done"}), ("task_type", "task_result", "maybe_stage"), "checkbox"

    def hears(self, rule, deal, entry):
        if not super().hears(rule, deal, entry):
            return False
        return self._of_kind(Task.objects.filter(pk=entry.details.get("task")), rule).exists()

    def words(self, rule):
        if rule.task_result:
            return _("When a task “{type}” was done with “{result}”").format(type=rule.task_type, result=rule.task_result)
        return _("When a task “{type}” was done").format(type=rule.task_type) if rule.task_type else _("When any task was done")

    def past(self, rule, since, until):
        tasks = Task.objects.done_between(since, until).filter(deal__isnull=False)
        return self._of_kind(tasks, rule).values_list("deal_id", "done_at")

    def _of_kind(self, tasks, rule):
        if rule.task_type_id:
            tasks = tasks.filter(type=rule.task_type_id)
        return tasks.filter(result=rule.task_result_id) if rule.task_result_id else tasks


class CallMissed(Trigger):
    verbs, asks, icon = frozenset({"called"}), ("maybe_stage",), "phone-x"

    def hears(self, rule, deal, entry):
        is_missed = entry.details.get("direction") == "in" and entry.details.get("outcome") != "answered"
        return is_missed and super().hears(rule, deal, entry)

    def words(self, rule):
        return _("When a call of the client was missed")

    def past(self, rule, since, until):
        calls = Call.objects.filter(direction="in", deal__isnull=False, started_at__gte=since, started_at__lt=until)
        return calls.exclude(outcome="answered").values_list("deal_id", "started_at")


class FieldChanged(Trigger):
    """The owner is a field too, though it is given and not typed."""

    verbs, asks, icon = frozenset({"changed", "given"}), ("field_key", "maybe_stage"), "pencil"

    def hears(self, rule, deal, entry):
        return super().hears(rule, deal, entry) and rule.field_key in changed_keys(entry)

    def words(self, rule):
        return _("When “{field}” was changed").format(field=label_of(rule.field_key))

    def past(self, rule, since, until):
        said = Q(verb="given") if rule.field_key == "owner" else Q(verb="changed", details__changes__contains=[{"key": rule.field_key}])
        facts = Entry.objects.filter(said, subject_kind="deal", happened_at__gte=since, happened_at__lt=until)
        return facts.values_list("subject_id", "happened_at")


class Planned(Trigger):
    """Begun by the calendar: `plan` tells (deal, event, moment); the event changes with what it was reckoned from."""

    is_planned = True

    def plan(self, rule, deals):
        """The deals annotated with `event` and `due`, those without a date left out."""
        raise NotImplementedError

    def still(self, rule, deal, firing):
        planned = self.plan(rule, Deal.objects.filter(pk=deal.pk)).values_list("event", flat=True).first()
        return "" if planned == firing.event else _("What it was waiting for has changed")


class Idle(Planned):
    asks, icon = ("maybe_stage", "days"), "hourglass-low"

    def words(self, rule):
        shape = ngettext("When a deal has not moved for {n} day", "When a deal has not moved for {n} days", rule.days)
        words = shape.format(n=rule.days)
        return _("{when} at “{stage}”").format(when=words, stage=rule.stage) if rule.stage else words

    def plan(self, rule, deals):
        deals = deals.open().in_funnel(rule.funnel_id)
        deals = deals.filter(stage=rule.stage_id) if rule.stage_id else deals
        due = ExpressionWrapper(F("stage_entered_at") + timedelta(days=rule.days), DateTimeField())
        told = Func(
            F("stage_entered_at"), template="to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')", output_field=CharField()
        )
        return deals.annotate(event=Concat(Value("idle:"), told), due=due)

    def past(self, rule, since, until):
        after = timedelta(days=rule.days)
        stays = DealStay.objects.filter(stage__funnel=rule.funnel, stage__kind__in=["entry", "working"], was_skipped=False)
        stays = stays.filter(stage=rule.stage_id) if rule.stage_id else stays
        stays = stays.filter(entered_at__gte=since - after, entered_at__lt=until - after, left_at__gt=F("entered_at") + after)
        return stays.values_list("card_id", ExpressionWrapper(F("entered_at") + after, DateTimeField()))


class DateNear(Planned):
    asks, icon = ("field_key", "days", "maybe_stage"), "calendar-event"

    def words(self, rule):
        label, days = label_of(rule.field_key), abs(rule.days)
        if not rule.days:
            return _("On the day of “{field}”").format(field=label)
        if rule.days < 0:
            return ngettext("{n} day before “{field}”", "{n} days before “{field}”", days).format(n=days, field=label)
        return ngettext("{n} day after “{field}”", "{n} days after “{field}”", days).format(n=days, field=label)

    def plan(self, rule, deals):
        deals = deals.open().in_funnel(rule.funnel_id)
        deals = deals.filter(stage=rule.stage_id) if rule.stage_id else deals
        return self._dated(rule, deals)

    def past(self, rule, since, until):
        deals = Deal.objects.live().in_funnel(rule.funnel_id)
        return self._dated(rule, deals).filter(due__gte=since, due__lt=until).values_list("pk", "due")

    def _dated(self, rule, deals):
        try:
            field = field_of({"key": rule.field_key})
        except FieldIsGone:
            return deals.none().annotate(event=Value(""), due=F("created_at"))
        deals = field.asked(deals).filter(~field.is_empty)
        morning = Func(F(field.alias), template=f"(%(expressions)s + {int(rule.days)} + time '{MORNING}')", output_field=DateTimeField())
        zone = Value(Workspace.current().zone)
        due = Func(zone, morning, function="TIMEZONE", output_field=DateTimeField())
        return deals.annotate(event=Concat(Value("date:"), Cast(F(field.alias), CharField())), due=due)


TRIGGERS = {
    "entered": Entered(),
    "idle": Idle(),
    "task_done": TaskDone(),
    "call_missed": CallMissed(),
    "field": FieldChanged(),
    "date": DateNear(),
    "won": Won(),
    "lost": Lost(),
}
VERBS = frozenset().union(*(trigger.verbs for trigger in TRIGGERS.values()))


def trigger_of(rule):
    return TRIGGERS[rule.trigger]


def changed_keys(entry):
    return {"owner"} if entry.verb == "given" else {change.get("key") for change in entry.details.get("changes", [])}


def label_of(key):
    if key == "owner":
        return gettext_lazy("Owner")
    if key in BUILT_IN:
        return BUILT_IN[key].label
    known = deal_fields().get(key)
    return known.label if known else _("a field that is gone")
