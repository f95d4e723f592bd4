from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Position
from crm_project.lib import clock
from crm_project.lib.text import clean, clean_line
from tasks.models import TaskResult, TaskType
from timeline.models import Entry, Recorded

from ..refusals import ChangedMeanwhile, NotAllowed
from ..soundness import check

DAY_MINUTES = 480


class TemplateQuerySet(models.QuerySet):
    # -- who may see what ---------------------------------------------------

    def visible_to(self, user):
        """Everybody who works with tasks knows how the company works."""
        return self if user.may("see", "task") else self.none()

    # -- words --------------------------------------------------------------

    def live(self):
        return self.filter(retired_at__isnull=True)

    # -- what a page needs --------------------------------------------------

    def with_steps(self):
        steps = ChainStep.objects.select_related("task_type", "executor_position", "person").prefetch_related("branches__result")
        return self.prefetch_related(models.Prefetch("steps", queryset=steps))

    def counted(self):
        """With how many runs go on and how many there were."""
        going = Count("runs", filter=Q(runs__state="running"), distinct=True)
        return self.annotate(going=going, all_runs=Count("runs", distinct=True), length=Count("steps", distinct=True))


class ChainTemplate(Recorded):
    """How work goes from hand to hand: its steps in order, who does each, how long it takes, what comes next."""

    kind = "chain_template"

    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("what it is for"), max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["name"], condition=Q(retired_at=None), name="one_live_chain_per_name")]

    def __str__(self):
        return self.name

    @property
    def is_active(self):
        return self.retired_at is None

    # -- verbs ---------------------------------------------------------------

    def shape(self, *, by, name, steps, purpose="", version=None):
        """Create or change it as a whole. Chains that are running keep what they were begun with.

        `steps` are `soundness.Plan` rows in their order, their `next` and branches named by keys; a row whose key is the id of a
        step changes that step. `version` is the one that the person saw.
        """
        if by and not by.has_right("configure"):
            raise NotAllowed
        check(steps)
        with transaction.atomic():
            is_new = self.pk is None
            if not is_new:
                self._hold(version)
            else:
                self.created_at, self.created_by = clock.now(), by
            self.name, self.purpose = clean_line(name)[:120], clean(purpose)
            self.save()
            self._keep_steps(steps)
            titles = [step.title for step in steps]
            self.record("chain_shaped", by=by, audience=Entry.Audience.ADMINS, name=self.name, steps=titles, is_new=is_new)
        return self

    def retire(self, *, by):
        """Nothing new begins by it; what is running goes on."""
        self._put_out(by, clock.now(), "chain_retired")

    def restore(self, *, by):
        """In use again."""
        self._put_out(by, None, "chain_restored")

    # -- steps ---------------------------------------------------------------

    def snapshot(self):
        """What a run keeps of it: a list of plain dictionaries in order, each naming the next ones by key."""
        return [step.facts() for step in self.steps.all()]

    def _hold(self, version):
        held = ChainTemplate.objects.select_for_update().get(pk=self.pk)
        if version is not None and held.version != version:
            raise ChangedMeanwhile(held)
        self.version, self.retired_at = held.version + 1, held.retired_at
        self.created_at, self.created_by_id = held.created_at, held.created_by_id

    def _put_out(self, by, at, verb):
        if by and not by.has_right("configure"):
            raise NotAllowed
        with transaction.atomic():
            held = ChainTemplate.objects.select_for_update().get(pk=self.pk)
            if (held.retired_at is None) == (at is None):
                return
            self.retired_at = at
            self.save(update_fields=["retired_at"])
            self.record(verb, by=by, audience=Entry.Audience.ADMINS, name=self.name)

    def _keep_steps(self, plans):
        known = {step.key: step for step in self.steps.all()}
        rows = {}
        for place, plan in enumerate(plans, start=1):
            row = known.get(plan.key) or ChainStep(template=self)
            row.position, row.next = place, None
            for name in PLAN_FIELDS:
                setattr(row, name, getattr(plan, name))
            row.save()
            rows[plan.key] = row
        gone = [row.pk for key, row in known.items() if key not in rows]
        StepBranch.objects.filter(step__template=self).delete()
        self.steps.filter(pk__in=gone).delete()
        for plan in plans:
            row = rows[plan.key]
            row.next, row.ends = rows.get(plan.next), plan.next is None
            row.save(update_fields=["next", "ends"])
            branches = (StepBranch(step=row, result=result, next=rows.get(key)) for result, key in plan.branches)
            StepBranch.objects.bulk_create(branches)


class ChainStep(models.Model):
    """One step of a template: whose work, of which type, how many working minutes, and what comes after it."""

    class Executor(models.TextChoices):
        POSITION = "position", _("whoever holds the position")
        PERSON = "person", _("a named person")
        OWNER = "owner", _("whoever is responsible for the card")
        STARTER = "starter", _("whoever starts the chain")

    template = models.ForeignKey(ChainTemplate, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("what is done"), max_length=200)
    task_type = models.ForeignKey(TaskType, on_delete=models.PROTECT, related_name="+", verbose_name=_("type of task"))
    executor_kind = models.CharField(_("who does it"), max_length=10, choices=Executor)
    executor_position = models.ForeignKey(
        Position, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("position")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    minutes = models.PositiveIntegerField(_("how long it takes, working time"))
    instructions = models.TextField(_("what exactly"), max_length=5000, blank=True)
    checklist = models.JSONField(_("check list"), default=list)
    needs_acceptance = models.BooleanField(_("whoever gets it accepts it first"), default=False)
    next = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ends = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="a_step_of_a_chain_takes_time")]

    def __str__(self):
        return self.title

    @property
    def key(self):
        return str(self.pk)

    def tell_given(self, before, to, by):
        """Another person does it from now on, for the one named there left."""
        self.template.record("chain_executor", by=by, audience=Entry.Audience.ADMINS, step=self.title, before=str(before), to=str(to))

    def facts(self):
        """The step as a run keeps it."""
        names = {"type": self.task_type_id, "position": self.executor_position_id, "person": self.person_id}
        own = ("title", "executor_kind", "minutes", "instructions", "checklist", "needs_acceptance")
        branches = [
            {"result": one.result_id, "name": one.result.name, "next": str(one.next_id) if one.next_id else None}
            for one in self.branches.all()
        ]
        following = str(self.next_id) if self.next_id else None
        return (
            {"key": self.key, "place": self.position, "next": following, "branches": branches} | names | {n: getattr(self, n) for n in own}
        )


PLAN_FIELDS = (
    "title",
    "task_type",
    "executor_kind",
    "executor_position",
    "person",
    "minutes",
    "instructions",
    "checklist",
    "needs_acceptance",
)


class StepBranch(models.Model):
    """With this result the chain goes on elsewhere; without a `next` it ends."""

    step = models.ForeignKey(ChainStep, on_delete=models.CASCADE, related_name="branches")
    result = models.ForeignKey(TaskResult, on_delete=models.PROTECT, related_name="+")
    next = models.ForeignKey(ChainStep, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["step", "result"], name="one_branch_of_a_step_per_result")]
