from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from contacts.models import Company, Contact
from crm_project.lib import clock
from crm_project.lib.once import made_before
from crm_project.lib.text import clean, clean_line
from deals.models import Deal
from leads.models import Lead
from tasks.models import Task
from tasks.permissions import may_give
from timeline.models import File, Recorded

from ..executors import Casting
from ..permissions import can_do, may_start, may_steer
from ..playing import Play
from ..querysets import ChainRunQuerySet
from ..refusals import (
    CannotDoStep,
    ChangedMeanwhile,
    NobodyToBegin,
    NotAllowed,
    ReasonNeeded,
    RunIsOver,
    StepHasBegun,
    TemplateRetired,
    WrongDates,
)
from ..timing import Hours
from .run_step import RunStep
from .template import ChainTemplate


class ChainRun(Recorded):
    """A chain that goes on: what its template said when it began, who does which step and when, and how far it is.

    It hangs on one deal, lead, contact or company, or stands alone. `owner` watches over it and hears when it cannot go on.
    """

    kind = "chain_run"

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("chain", "in work")
        DONE = "done", pgettext_lazy("chain", "done")
        STOPPED = "stopped", pgettext_lazy("chain", "stopped")

    template = models.ForeignKey(ChainTemplate, on_delete=models.PROTECT, related_name="runs")
    name = models.CharField(_("name"), max_length=200)
    steps = models.JSONField(default=list)
    deal = models.ForeignKey(Deal, null=True, blank=True, on_delete=models.CASCADE, related_name="chains")
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.CASCADE, related_name="chains")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="chains")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.CASCADE, related_name="chains")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="watched_chains", verbose_name=_("who watches over it")
    )
    participants = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="joined_chains", verbose_name=_("participants")
    )
    note = models.TextField(_("note"), max_length=5000, blank=True)
    files = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("files"))
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    planned_end_at = models.DateTimeField()
    stop_reason = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    token = models.UUIDField(null=True, unique=True)

    objects = ChainRunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="chains_newest_first"),
            models.Index(fields=["template", "-started_at"], name="chains_of_a_template"),
            models.Index(fields=["planned_end_at"], name="chains_going_on", condition=models.Q(state="running")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="running", ended_at=None) | models.Q(~models.Q(state="running"), ended_at__isnull=False),
                name="a_chain_that_ended_says_when",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_running(self):
        return self.state == self.State.RUNNING

    @property
    def subject(self):
        """What it is about: the deal, lead, contact or company, or None."""
        return self.deal or self.lead or self.contact or self.company

    @property
    def percent(self):
        """Whole percent of the working time of its way that is done; asks for `with_percent` or loaded steps."""
        if not hasattr(self, "minutes_all"):
            steps = [step for step in self.run_steps.all() if step.state != RunStep.State.SKIPPED]
            self.minutes_all = sum(step.minutes for step in steps)
            self.minutes_done = sum(step.minutes for step in steps if step.state == RunStep.State.DONE)
        return self.minutes_done * 100 // self.minutes_all if self.minutes_all else 0

    @property
    def way_length(self):
        """How many steps its way has, of loaded steps."""
        return sum(1 for step in self.run_steps.all() if step.state != RunStep.State.SKIPPED)

    def has_part(self, user):
        """Does a step of it, done or to come, or stands in for whoever does; or was named as a participant."""
        hands = {user.pk, *user.stands_in_for}
        return self.run_steps.done_by_one_of(hands).exists() or self.participants.filter(pk=user.pk).exists()

    def facts_of(self, key):
        """What the template said of a step when the chain began."""
        return next(step for step in self.steps if step["key"] == key)

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def start(cls, template, *, subject, by, token=None, executors=None, starts_at=None, **facts):
        """Begin a chain about a card the person may edit, or about none; one token begins one.

        `executors` names people by key of the step in place of whom the template finds; `starts_at` is when the first step is
        planned, at once by default. Facts: `name`, `owner`, `note`, `participants`, `files` (of the card).
        """
        if by and not may_start(by, subject):
            raise NotAllowed
        with transaction.atomic():
            if known := made_before(cls, token):
                return known
            template = ChainTemplate.objects.with_steps().select_for_update(of=("self",)).get(pk=template.pk)
            if not template.is_active:
                raise TemplateRetired
            run = cls._lay(template, subject, by, token, facts)
            steps = run._cast(executors or {}, by)
            run.planned_end_at = Hours(run.owner).lay_out(steps, max(starts_at or run.started_at, run.started_at))
            run.save(force_insert=True)
            RunStep.objects.bulk_create(steps)
            run.participants.set(facts.get("participants", ()))
            run.files.set(run.files_of_card(facts.get("files", ())))
            run.tell("chain_started", by, template=template.name, steps=[step.title for step in steps])
            Play(run).begin(steps[0], by=by)
        return run

    def stop(self, reason, *, by):
        """Not to its end. What was open of it is put away; what was done stays done."""
        if not clean_line(reason):
            raise ReasonNeeded
        with transaction.atomic():
            self._hold(by)
            Play(self).stop(clean_line(reason)[:1000], by=by)

    def replan(self, step, start, finish, *, by, version=None):
        """Other dates for a step that is not done; the later ones go along in working time, and the due moment of its open task with it."""
        with transaction.atomic():
            step = self._hold_step(step, by, version)
            now, before = clock.now(), (step.planned_start, step.planned_finish)
            start = step.planned_start if step.is_going else start
            self._check_dates(step, start, finish, now)
            step.planned_start, step.planned_finish = start, finish
            step.save(update_fields=["planned_start", "planned_finish"])
            self._take_along(Hours(self.owner), step, before[1])
            if not clock.is_valid_date(self.planned_end_at.date()):
                raise WrongDates("too_far")
            self.renew("planned_end_at")
            if step.is_going and step.task_id and step.task.is_open:
                step.task.move_due(by=None, due_at=finish)
            words = {"before": before[1].isoformat(), "to": finish.isoformat(), "start": start.isoformat()}
            self.record("chain_replanned", by=by, step=step.title, **words)

    def name_executor(self, step, person, *, by, version=None):
        """Somebody else does a step that is to come; a chain that waited for somebody goes on at once."""
        with transaction.atomic():
            step = self._hold_step(step, by, version)
            if step.is_going:
                raise StepHasBegun(step)
            if not can_do(person, self.subject):
                raise CannotDoStep(person, step.key)
            before = step.executor
            step.executor, step.is_chosen = person, True
            step.needs_acceptance = _is_to_be_accepted(self.facts_of(step.key), person, by)
            self._lay_anew(step, before)
            step.save(update_fields=["executor", "is_chosen", "needs_acceptance", "planned_start", "planned_finish"])
            self.record("chain_executor", by=by, step=step.title, before=str(before or ""), to=str(person))
            self.renew("planned_end_at")
            if step.waits_for:
                Play(self).begin(step, by=by)

    def note_down(self, *, by, note, participants, version=None):
        """What everybody in it should know, and who takes part."""
        with transaction.atomic():
            self._hold(by, version)
            self.note = clean(note)
            self.participants.set(participants)
            self.renew("note")
            self.record("chain_noted", by=by, participants=[str(person) for person in participants])

    # -- steps ---------------------------------------------------------------

    @classmethod
    def _lay(cls, template, subject, by, token, facts):
        starter = by if by and by.is_active else None
        owner = facts.get("owner") or starter or getattr(subject, "owner", None)
        if owner is None:
            raise NobodyToBegin
        run = cls(template=template, owner=owner, started_by=by, token=token, steps=template.snapshot(), started_at=clock.now())
        run.name = clean_line(facts.get("name", ""))[:200] or template.name
        run.note = clean(facts.get("note", ""))
        if subject:
            setattr(run, subject.kind, subject)
        return run

    def _cast(self, executors, by):
        """The steps of the usual way, each with whoever does it."""
        casting, steps = Casting(self.subject, self.started_by, self.owner), []
        for place, facts in enumerate(usual_way(self.steps, self.steps[0]["key"]), start=1):
            named = executors.get(facts["key"])
            if named and not can_do(named, self.subject):
                raise CannotDoStep(named, facts["key"])
            found = casting.of(facts).person
            person = named or found
            is_chosen = bool(named and named != found)
            accepts = _is_to_be_accepted(facts, person, by) if is_chosen else facts["needs_acceptance"]
            step = step_of(self, facts, place, executor=person, is_chosen=is_chosen, needs_acceptance=accepts)
            steps.append(step)
        if steps[0].executor is None:
            raise NobodyToBegin
        return steps

    def files_of_card(self, files):
        """Of these files those that stand on the card itself."""
        pks = [file.pk for file in files]
        return File.objects.of(self.subject.kind, self.subject.pk).live().with_pks(pks) if self.subject and pks else []

    def _hold(self, by, version=None):
        while not self._hold_rows():
            pass
        if by and not may_steer(by, self):
            raise NotAllowed
        if not self.is_running:
            raise RunIsOver(self)
        if version is not None and version != self.version:
            raise ChangedMeanwhile(self)

    def _hold_rows(self):
        """Tasks are held before the chain, as whoever completes one does. False, and nothing held, when it went on meanwhile."""
        before = self._open_tasks()
        mark = transaction.savepoint()
        list(Task.objects.select_for_update(of=("self",)).by_ids(before).order_by("pk"))
        held = ChainRun.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if self._open_tasks() != before:
            transaction.savepoint_rollback(mark)
            return False
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(held, field.attname))
        return True

    def _open_tasks(self):
        pairs = RunStep.objects.filter(run=self).open().values_list("task", "comeback")
        return {pk for pair in pairs for pk in pair if pk}

    def _hold_step(self, step, by, version):
        self._hold(by, version)
        held = self.run_steps.select_related("executor", "task").get(pk=step.pk)
        held.run = self
        if held.state not in (RunStep.State.PLANNED, RunStep.State.ATTENTION, RunStep.State.IN_WORK):
            raise StepHasBegun(held)
        return held

    def _check_dates(self, step, start, finish, now):
        if finish <= start:
            raise WrongDates("ends_before_it_begins")
        if finish <= now or (start < now and start != step.planned_start):
            raise WrongDates("in_the_past")
        earlier = self.run_steps.open().filter(place__lt=step.place).order_by("-place").first()
        if earlier and start < earlier.planned_finish:
            raise WrongDates("before_the_one_before")

    def _lay_anew(self, step, before):
        """The same length from the same start, in the hours of whoever does it now; later steps go along."""
        hours, former = Hours(self.owner), step.planned_finish
        length = hours.between(before, step.planned_start, former) or step.minutes
        step.planned_start = hours.later(step.executor, step.planned_start, 0)
        step.planned_finish = hours.later(step.executor, step.planned_start, length)
        self._take_along(hours, step, former)

    def _take_along(self, hours, step, before):
        """Steps after one that ended at `before` follow its new end."""
        later = [one for one in self.run_steps.planned().select_related("executor") if one.place > step.place]
        self.planned_end_at = hours.go_along(later, before, step.planned_finish)
        RunStep.objects.bulk_update(later, ["planned_start", "planned_finish"])

    def renew(self, *names):
        """Save these columns; whoever saw the run before saw another one."""
        self.version += 1
        self.save(update_fields=["version", *names])

    def tell(self, verb, by, **details):
        """The fact stands on the chain and on its card."""
        facts = {"name": self.name, "run": self.pk} | details
        self.record(verb, by=by, **facts)
        if self.subject:
            self.subject.record(verb, by=by, **facts)

    @classmethod
    def watch_all(cls, user, to, by, most):
        """What somebody watches over goes to one colleague, so many at a time; answers how many."""
        runs = list(cls.objects.running().watched_by(user).order_by("pk")[:most])
        for run in runs:
            with transaction.atomic():
                run.owner = to
                run.renew("owner")
                run.record("chain_owner", by=by, before=str(user), to=str(to))
        return len(runs)

    @classmethod
    def give_planned(cls, user, to, by, most):
        """Steps to come of a person who leaves, to one colleague, so many at a time; answers how many."""
        steps = list(RunStep.objects.planned_for(user).select_related("run").order_by("pk")[:most])
        for step in steps:
            with transaction.atomic():
                step.run._hold(None)
                held = RunStep.objects.get(pk=step.pk)
                held.executor, held.is_chosen = to, True
                held.save(update_fields=["executor", "is_chosen"])
                step.run.record("chain_executor", by=by, step=step.title, before=str(user), to=str(to))
                step.run.renew()
                if held.waits_for:
                    held.run = step.run
                    Play(step.run).begin(held, by=by if isinstance(by, User) else None)
        return len(steps)


def usual_way(snapshot, key):
    """The steps from this one on as they follow when no result leads elsewhere."""
    known = {facts["key"]: facts for facts in snapshot}
    way = []
    while key in known and known[key] not in way:
        way.append(known[key])
        key = known[key]["next"]
    return way


def step_of(run, facts, place, **own):
    """A step of a run, planned by what the template said."""
    own = {"needs_acceptance": facts["needs_acceptance"]} | own
    return RunStep(run=run, key=facts["key"], place=place, title=facts["title"], minutes=facts["minutes"], **own)


def _is_to_be_accepted(facts, person, by):
    """By the template, and always where somebody names a person to whom they may not simply give a task."""
    return facts["needs_acceptance"] or bool(by and not may_give(by, person))
