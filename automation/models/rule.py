import hashlib
import json
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.once import made_before, one_at_a_time
from crm_project.lib.text import clean, clean_line
from deals.models import Funnel, Stage
from fields.option_users import respelt
from tasks.models import TaskResult, TaskType
from timeline.models import Entry, Recorded

from ..querysets import RuleQuerySet
from ..refusals import EditConflict, IsOn, IsRetired, NotAllowed, NothingToDo, NotTried, OwnerIsGone, PartIsGone, WouldLoop

TRIAL_HOLDS = timedelta(days=7)


class Rule(Recorded):
    """When something happens to a deal and its conditions hold, these actions are done: by a robot, once an event.

    `conditions` are [{id, key, op, value}], all must hold; `actions` are [{id, do, …}], done in order, all or none.
    """

    kind = "automation_rule"

    class Trigger(models.TextChoices):
        ENTERED = "entered", _("A deal came to a stage")
        IDLE = "idle", _("A deal has not moved for some days")
        TASK_DONE = "task_done", _("A task was done")
        CALL_MISSED = "call_missed", _("A call was missed")
        FIELD = "field", _("A field was changed")
        DATE = "date", _("A date of the deal is near, here or past")
        WON = "won", _("A deal was won")
        LOST = "lost", _("A deal was lost")

    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("what it is for"), max_length=1000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who answers for it"))
    metric = models.CharField(_("by which figure its use is seen"), max_length=200, blank=True)
    section_code = models.CharField(_("handbook section"), max_length=40, blank=True)
    funnel = models.ForeignKey(Funnel, on_delete=models.CASCADE, related_name="automation_rules", verbose_name=_("funnel"))
    trigger = models.CharField(_("when"), max_length=12, choices=Trigger)
    stage = models.ForeignKey(
        Stage, null=True, blank=True, on_delete=models.CASCADE, related_name="automation_rules", verbose_name=_("stage")
    )
    days = models.SmallIntegerField(_("days"), null=True, blank=True)
    field_key = models.CharField(_("field"), max_length=70, blank=True)
    task_type = models.ForeignKey(TaskType, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("task type"))
    task_result = models.ForeignKey(TaskResult, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("result"))
    conditions = models.JSONField(default=list)
    actions = models.JSONField(default=list)
    tried_at = models.DateTimeField(null=True)
    tried_mark = models.CharField(max_length=64, blank=True)
    trial = models.JSONField(default=dict)
    on_at = models.DateTimeField(null=True)
    swept_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    token = models.UUIDField(null=True, unique=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["funnel", "pk"]
        verbose_name = _("rule of automation")
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(retired_at=None), name="one_live_rule_per_name"),
            models.CheckConstraint(condition=Q(on_at=None) | Q(retired_at=None), name="a_retired_rule_is_off"),
        ]

    def __str__(self):
        return self.name

    @property
    def url(self):
        return reverse("automation:rule", args=[self.pk])

    @property
    def is_on(self):
        return self.on_at is not None

    @property
    def mark(self):
        """Changes with whatever the rule does, so that a dry run of before does not count."""
        parts = [self.funnel_id, self.trigger, self.stage_id, self.days, self.field_key, self.task_type_id, self.task_result_id]
        told = json.dumps([*parts, self.conditions, self.actions], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def asked_keys(self):
        """The fields whose values decide whether it acts."""
        return {one["key"] for one in self.conditions} | ({self.field_key} if self.field_key else set())

    @property
    def is_tried(self):
        return bool(self.tried_at) and self.tried_mark == self.mark and clock.now() - self.tried_at < TRIAL_HOLDS

    # -- verbs ---------------------------------------------------------------

    def shape(self, values, *, by, seen=None):
        """Create or change what it is for and when it acts, {attribute: value}; only while it is off."""
        with transaction.atomic():
            if self.pk is None:
                return self._make(values, by)
            self._begin(by, seen)
            for name, value in values.items():
                setattr(self, name, value)
            self.save()
            self._note("rule_changed", by)
        return self

    def add(self, part, given, *, by, seen=None):
        """One more condition or action (`part` is "conditions" or "actions"), as a dict of JSON primitives."""
        with transaction.atomic():
            self._begin(by, seen)
            setattr(self, part, [*getattr(self, part), {"id": uuid.uuid4().hex[:8], **given}])
            self.save(update_fields=[part])
            self._note("rule_changed", by)

    def drop(self, part, number, *, by):
        """Without this condition or action; one that is gone already stays gone."""
        with transaction.atomic():
            self._begin(by)
            setattr(self, part, [one for one in getattr(self, part) if one["id"] != number])
            self.save(update_fields=[part])
            self._note("rule_changed", by)

    def respell(self, field, places, *, by):
        """A choice of an own field has a new spelling, {old: new}: the rule means the same as before, so it stays on and tried."""
        held = self.mark

        def said_anew(part):
            if part.get("key") != field.key or "value" not in part or part.get("do", "set") != "set":
                return part
            value = respelt(part["value"], places)
            shown = {"shown": ", ".join(value) if isinstance(value, list) else value} if "shown" in part else {}
            return part | {"value": value} | shown

        self.conditions = [said_anew(one) for one in self.conditions]
        self.actions = [said_anew(one) for one in self.actions]
        self.tried_mark = self.mark if self.tried_mark == held else self.tried_mark
        self.save(update_fields=["conditions", "actions", "tried_mark"])
        self._note("rule_respelt", by, field=field.label, places=list(places.items()))

    @classmethod
    def give_all(cls, user, to, by, most):
        """What somebody answers for, or is named in, to one colleague; answers how many rules."""
        held = list(cls.objects.naming(user).order_by("pk")[:most])
        for rule in held:
            rule.replace(user, to, by=by)
        return len(held)

    def replace(self, user, to, *, by):
        """A colleague answers for it and does what it names somebody for: it means the same, so it stays on and tried.

        Part of a transaction in which the whole estate of a person goes over.
        """
        self._begin(by, on_too=True)
        held, who = self.mark, (user.pk, str(user.pk))
        self.actions = [one | {"who": type(one["who"])(to.pk)} if one.get("who") in who else one for one in self.actions]
        self.owner = to if self.owner_id == user.pk else self.owner
        self.tried_mark = self.mark if self.tried_mark == held else self.tried_mark
        self.save(update_fields=["actions", "owner", "tried_mark"])
        self._note("rule_changed", by)

    def keep_trial(self, told, *, mark, by):
        """What the last month would have seen, beside the rule as it was tried."""
        with transaction.atomic():
            self._begin(by, on_too=True)
            self.tried_at, self.tried_mark, self.trial = clock.now(), mark, told
            self.save(update_fields=["tried_at", "tried_mark", "trial"])
            self._note("rule_tried", by, fired=told["fired"], deals=told["deals"])

    def switch_on(self, *, by):
        """It acts from now on. Refused until it says what it is for, was tried as it is, and can close no circle."""
        from ..loops import circle_of
        from ..soundness import flaws_of

        with transaction.atomic():
            one_at_a_time("rules of automation are switched on")
            self._begin(by, on_too=True)
            if self.is_on:
                return
            if not self.purpose or not self.owner.is_active:
                raise OwnerIsGone
            if not self.actions:
                raise NothingToDo
            if flaws := flaws_of(self):
                raise PartIsGone(flaws[0])
            if circle := circle_of(self):
                raise WouldLoop([rule.name for rule in circle])
            if not self.is_tried:
                raise NotTried
            self.on_at, self.swept_at = clock.now(), None
            self.save(update_fields=["on_at", "swept_at"])
            self._note("rule_switched_on", by)

    def switch_off(self, *, by):
        """It acts no more; what it had planned is forgotten, what it has done stays."""
        with transaction.atomic():
            self._begin(by, on_too=True)
            if not self.is_on:
                return
            self.on_at = None
            self.save(update_fields=["on_at"])
            self.firings.waiting().delete()
            self._note("rule_switched_off", by)

    def retire(self, *, by):
        """Out of the list; its log and what history says of it stay."""
        with transaction.atomic():
            self.switch_off(by=by)
            self.retired_at = clock.now()
            self.save(update_fields=["retired_at"])
            self._note("rule_retired", by)

    # -- steps ---------------------------------------------------------------

    def _make(self, values, by):
        if by and not by.has_right("configure"):
            raise NotAllowed
        if known := made_before(Rule, values.get("token")):
            return known
        for name, value in values.items():
            setattr(self, name, value)
        self.created_at = clock.now()
        self.save(force_insert=True)
        self._note("rule_made", by)
        return self

    def _begin(self, by, seen=None, on_too=False):
        if by and not by.has_right("configure"):
            raise NotAllowed
        held = Rule.objects.select_for_update().get(pk=self.pk)
        if seen and seen != held.mark:
            raise EditConflict(held)
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(held, field.attname))
        if self.retired_at:
            raise IsRetired
        if self.is_on and not on_too:
            raise IsOn

    def _note(self, verb, by, **details):
        self.record(verb, by=by, audience=Entry.Audience.ADMINS, name=self.name, **details)

    def save(self, *args, **kwargs):
        self.name, self.purpose, self.metric = clean_line(self.name)[:120], clean(self.purpose), clean_line(self.metric)[:200]
        super().save(*args, **kwargs)
