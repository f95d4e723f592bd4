from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from contacts.models import Company, Contact
from crm_project.lib import clock, live
from crm_project.lib.once import made_before
from crm_project.lib.text import clean, clean_line
from deals.models import Act, Deal
from leads.models import Lead
from notifications.telling import notify
from timeline.models import Recorded

from ..permissions import may_give, may_touch
from ..querysets import TaskQuerySet
from ..refusals import AlreadyGiven, AlreadyMoved, ForeignResult, NotAllowed, ResultNeeded, TaskIsClosed, TooLateToUndo
from ..reminding import escalation_of, reminder_of, reminders_in
from ..signals import task_turned
from .span import TaskSpan
from .task_type import TaskResult, TaskType

UNDO_SECONDS = 10
SHORTEST = 15
TIMERS = ("remind_at", "reminded_at", "escalate_at", "escalated_at")


class Task(Recorded):
    """A planned act with a due moment: `due_at` when it has an hour, `due_on` when it takes the day.

    `owner` is the one who has to do it. It hangs on one deal, lead, contact or company, or stands alone.
    """

    class Handed(models.TextChoices):
        """How a task that was handed over stands; `BACK` is the giver's own one after a return."""

        NO = "", _("not handed over")
        ATTENTION = "attention", _("waits for acceptance")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")
        RECALLED = "recalled", _("taken back")
        BACK = "back", _("came back")

    kind = "task"

    title = models.CharField(_("what to do"), max_length=300)
    note = models.TextField(_("note"), max_length=5000, blank=True)
    type = models.ForeignKey(TaskType, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("type"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("who"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="given_tasks")
    deal = models.ForeignKey(Deal, null=True, blank=True, on_delete=models.CASCADE, related_name="tasks")
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.CASCADE, related_name="tasks")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="tasks")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.CASCADE, related_name="tasks")
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("how long it takes, minutes"), null=True, blank=True)
    remind_minutes = models.PositiveIntegerField(_("remind before, minutes"), null=True, blank=True)
    remind_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField(null=True)
    escalate_at = models.DateTimeField(null=True, editable=False)
    escalated_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="following")
    result = models.ForeignKey(TaskResult, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("result"))
    result_text = models.TextField(_("what came of it"), max_length=5000, blank=True)
    moved_count = models.PositiveSmallIntegerField(default=0)
    handed = models.CharField(max_length=10, choices=Handed, default=Handed.NO, db_default="", blank=True, editable=False)
    token = models.UUIDField(null=True, unique=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        indexes = [
            models.Index(fields=["owner", "due_at"], name="open_tasks_of_a_person", condition=Q(done_at=None, dropped_at=None)),
            models.Index(fields=["deal", "due_at"], name="open_tasks_of_a_deal", condition=Q(done_at=None, dropped_at=None)),
            models.Index(fields=["owner", "done_at"], name="done_tasks_of_a_person", condition=Q(done_at__isnull=False)),
            models.Index(fields=["type", "done_at"], name="done_tasks_of_a_type", condition=Q(done_at__isnull=False)),
            models.Index(fields=["deal", "created_at"], name="tasks_of_a_deal"),
            models.Index(fields=["remind_at"], name="tasks_to_remind_of", condition=Q(done_at=None, dropped_at=None, reminded_at=None)),
            models.Index(
                fields=["escalate_at"],
                name="tasks_to_escalate",
                condition=Q(done_at=None, dropped_at=None, escalated_at=None, escalate_at__isnull=False),
            ),
            models.Index(fields=["owner"], name="tasks_to_accept", condition=Q(handed="attention", done_at=None, dropped_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=False, due_on__isnull=True) | Q(due_at__isnull=True, due_on__isnull=False),
                name="a_task_is_due_at_a_moment_or_on_a_day",
            ),
            models.CheckConstraint(condition=Q(done_at=None) | Q(dropped_at=None), name="a_task_is_done_or_dropped"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self):
        return self.done_at is None and self.dropped_at is None

    @property
    def waits(self):
        """It was handed over, and whoever got it has not accepted it: nothing of it falls due yet."""
        return self.handed == self.Handed.ATTENTION and self.is_open

    @property
    def subject(self):
        """What it is about: the deal, lead, contact or company, or None."""
        return self.deal or self.lead or self.contact or self.company

    @property
    def length(self):
        """How many minutes it takes: its own, else what is usual for its type."""
        return self.minutes or self.type.minutes or SHORTEST

    @property
    def closed_at(self):
        return self.done_at or self.dropped_at

    @property
    def closed_by(self):
        return self.done_by or self.dropped_by

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def plan(cls, *, title, type, owner, by, subject=None, token=None, **facts):
        """Plan a task; one token makes one. `subject` is a record the planner may see, or None.

        Facts: `due_at` or `due_on`, `minutes`, `note`, `remind_minutes` (a number or several), `previous` (the task it follows).
        """
        if by and not (by.may("create", cls.kind) and may_give(by, owner)):
            raise NotAllowed
        with transaction.atomic():
            if known := made_before(cls, token):
                return known
            if subject and owner.was_opened(subject):
                facts = {"handed": cls.Handed.ACCEPTED} | facts
            task = cls.lay(title=title, type=type, owner=owner, author=by, token=token, subject=subject, **facts)
            task._note("task_planned", by)
            task._tell_owner(by)
        return task

    @classmethod
    def lay(cls, *, title, subject, **facts):
        """Part of planning, of handing over and of sending back, which ask for the right and tell of it."""
        kept = {name: facts.pop(name) for name in ("type", "owner", "author", "token")}
        task = cls(title=clean_line(title)[:300], department=kept["owner"].department, **kept)
        further = task._take(subject, facts)
        task.save(force_insert=True)
        task._remind_also(further)
        task._open_span(task.created_at)
        return task

    def complete(self, *, by, result=None, text="", then=None):
        """Done, now: the time is the server's. The deal or lead counts as processed by it.

        `then` plans the next task in the same transaction (the facts of `plan`); that task is returned.
        """
        with transaction.atomic():
            self._hold(by)
            self._check_result(result, text)
            if self.waits:
                self.handoff.take_on(by)
            now = clock.now()
            self.done_at, self.done_by, self.result, self.result_text = now, by, result, clean(text)
            self.save(update_fields=["done_at", "done_by", "result", "result_text"])
            self._close_span(now)
            if card := self.deal or self.lead:
                card.note_act(Act.Kind.TASK, by=by, at=now)
            self._note("task_done", by, result=str(result or ""), text=self.result_text)
            self._turn("completed", by)
            return Task.plan(**{"subject": self.subject, "previous": self} | then, by=by) if then else None

    def move_due(self, *, by, due_at=None, due_on=None, minutes=None, owner=None, seen=None):
        """Another moment, and with it another length or person: one change, which one undo takes back. Answers whether there was any.

        How often the moment changed is kept. A length or person left out stays; `seen` are the due words that the person saw.
        """
        with transaction.atomic():
            self._hold(by)
            former = {"due": (self.due_at, self.due_on), "words": self.due_words(), "length": self.length, "owner": self.owner}
            minutes, owner = minutes or self.length, owner or self.owner
            moves, passes_on = (due_at, due_on) != former["due"], owner != self.owner
            if not moves and not passes_on and minutes == self.length:
                return False
            if seen is not None and seen != self.due_words():
                raise AlreadyMoved(self)
            if by and passes_on and not may_give(by, owner):
                raise NotAllowed
            self.due_at, self.due_on, self.moved_count = due_at, due_on, self.moved_count + moves
            if minutes != self.length:
                self.minutes = minutes
            if passes_on:
                self.owner, self.department = owner, owner.department
            self._write_terms(rings_anew=moves or passes_on)
            self._note_terms(by, former)
        return True

    def give_to(self, owner, *, by, seen_owner=None):
        """Another person has to do it. `seen_owner` is the id of the one the person saw, 0 for nobody."""
        with transaction.atomic():
            self._hold(by)
            if by and not may_give(by, owner):
                raise NotAllowed
            if seen_owner is not None and (self.owner_id or 0) not in (seen_owner, owner.pk):
                raise AlreadyGiven(self)
            before, self.owner, self.department = self.owner, owner, owner.department
            self._write_terms()
            if self.waits:
                self.handoff.wait_anew(owner)
            self._note("task_given", by, before=str(before or ""), to=str(owner))
            self._tell_owner(by)
            self._turn("given", by)
        if before:
            live.publish(f"user:{before.pk}", "task", {"task": self.pk})

    def drop(self, *, by, reason=""):
        """No longer needed; it neither counts as done nor as open."""
        with transaction.atomic():
            self._hold(by)
            if self.waits:
                self.handoff.fall(by)
            self.put_away(by, reason)
            self._turn("dropped", by)

    def reopen(self, *, by):
        """Take back one's own completion or removal within ten seconds (a slip); a task planned with it goes again."""
        with transaction.atomic():
            self._lock()
            now = clock.now()
            if self.is_open or self.closed_by != by or now - self.closed_at > timedelta(seconds=UNDO_SECONDS):
                raise TooLateToUndo
            following = self.following.open().filter(author=by)
            if following.filter(handed=self.Handed.ACCEPTED, handoff__isnull=False).exists():
                raise TooLateToUndo
            self._turn("reopening", by)
            if self.done_at and (card := self.deal or self.lead):
                card.acts.filter(kind=Act.Kind.TASK, by=by, happened_at=self.done_at).delete()
            for task in following:
                task.drop(by=by)
            self.done_at = self.done_by = self.dropped_at = self.dropped_by = self.result = None
            self.result_text = ""
            if self.handed in (self.Handed.RETURNED, self.Handed.RECALLED):
                self.handed = self.Handed.ATTENTION
            self.save(update_fields=["done_at", "done_by", "dropped_at", "dropped_by", "result", "result_text", "handed"])
            self._open_span(now)
            self._note("task_reopened", by)

    def take_back(self, *, by):
        """Undo a new date or a new owner within ten seconds, once: the former terms hold again and the move is not counted."""
        with transaction.atomic():
            self._hold(by)
            before = self.spans.replaced().first()
            latest = self.spans.latest().get()
            since = latest.recorded_at
            is_gone = not before or not before.is_due or before.replaced_at != since
            if self.waits or latest.is_taken_back or is_gone or clock.now() - since > timedelta(seconds=UNDO_SECONDS):
                raise TooLateToUndo
            if (before.due_at, before.due_on) != (self.due_at, self.due_on):
                self.moved_count -= 1
            rings_anew = (before.due_at, before.due_on, before.owner_id) != (self.due_at, self.due_on, self.owner_id)
            self.due_at, self.due_on, self.minutes, self.owner = before.due_at, before.due_on, before.minutes, before.owner
            self.department = before.owner.department
            self._write_terms(is_taken_back=True, rings_anew=rings_anew)
            self._note("task_taken_back", by)
            self._turn("given", by)

    def escalate(self, *, to):
        """Whoever leads is told that it stays overdue; the system does that, once per due date."""
        self._note("task_escalated", None, to=str(to), owner=str(self.owner))

    # -- steps ---------------------------------------------------------------

    def due_words(self):
        """ISO text of the due moment or date, for the protocol."""
        return self.due_at.isoformat() if self.due_at else self.due_on.isoformat()

    def _take(self, subject, facts):
        self.created_at = clock.now()
        self.note = clean(facts.pop("note", ""))
        self.remind_minutes, *further = reminders_in(facts.pop("remind_minutes", None)) or [None]
        for name, value in facts.items():
            setattr(self, name, value)
        if subject:
            setattr(self, subject.kind, subject)
        self.remind_at, self.escalate_at = reminder_of(self), escalation_of(self)
        return further

    def _remind_also(self, further):
        """The reminders after the first."""
        if further:
            row = self.reminders.model
            row.objects.bulk_create(row(task=self, minutes=minutes, remind_at=reminder_of(self, minutes)) for minutes in further)

    def _remind_anew(self):
        rows = list(self.reminders.all())
        for row in rows:
            row.remind_at, row.told_at = reminder_of(self, row.minutes), None
        self.reminders.bulk_update(rows, ["remind_at", "told_at"])

    def put_away(self, by, reason):
        """Part of removing and of returning it, which hold the row."""
        now = clock.now()
        self.handed = self.Handed.RECALLED if self.waits else self.handed
        self.dropped_at, self.dropped_by = now, by
        self.save(update_fields=["dropped_at", "dropped_by", "handed"])
        self._close_span(now)
        self._note("task_dropped", by, reason=clean(reason))

    def _lock(self):
        (held,) = Task.objects.select_for_update().one(self.pk)
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(held, field.attname))

    def _hold(self, by):
        self._lock()
        if by and not may_touch(by, self):
            raise NotAllowed
        if not self.is_open:
            raise TaskIsClosed(self)

    def _check_result(self, result, text):
        if result and result.type_id != self.type_id:
            raise ForeignResult
        if self.type.needs_text and not clean(text):
            raise ResultNeeded

    def _write_terms(self, is_taken_back=False, rings_anew=True):
        """A new due moment or owner: the reminders start anew, the span of the old terms ends where the new one begins."""
        now = clock.now()
        if rings_anew:
            self.remind_at, self.reminded_at = reminder_of(self), None
            self.escalate_at, self.escalated_at = escalation_of(self), None
            self._remind_anew()
        self.save(update_fields=["due_at", "due_on", "minutes", "owner", "department", "moved_count", *TIMERS])
        self._close_span(now)
        self._open_span(now, is_taken_back)

    def _note_terms(self, by, former):
        """One fact for each thing that changed; whoever had the task before and whoever has it now hear of it."""
        if (self.due_at, self.due_on) != former["due"]:
            self._note("task_moved", by, before=former["words"], to=self.due_words())
        if self.length != former["length"]:
            self._note("task_resized", by, before=former["length"], minutes=self.length)
        if self.owner != former["owner"]:
            if self.waits:
                self.handoff.wait_anew(self.owner)
            self._note("task_given", by, before=str(former["owner"] or ""), to=str(self.owner))
            self._tell_owner(by)
            self._turn("given", by)
            if former["owner"]:
                live.publish(f"user:{former['owner'].pk}", "task", {"task": self.pk})

    def _tell_owner(self, by):
        """Who is given a task by somebody else hears of it."""
        if by and by.pk != self.owner_id:
            facts = {"actor": str(by), "title": self.title, "due": self.due_words()}
            span = self.spans.latest().get()
            notify([self.owner], "task.given", self, key=f"task-given:{span.pk}", details=facts)

    def _open_span(self, at, is_taken_back=False):
        about = {"task": self, "deal": self.deal, "lead": self.lead}
        due = {} if self.waits else {"due_at": self.due_at, "due_on": self.due_on}
        terms = {"owner": self.owner, "minutes": self.minutes} | due
        TaskSpan.objects.create(**about, **terms, recorded_at=at, is_taken_back=is_taken_back)

    def _close_span(self, at):
        self.spans.latest().update(replaced_at=at)

    def _turn(self, turn, by, **facts):
        task_turned.send(sender=Task, task=self, turn=turn, by=by, **facts)

    def _note(self, verb, by, **details):
        """The fact stands on the task and on the card it is about; open pages of its owner hear of it."""
        facts = {"title": self.title, "task": self.pk, "type": self.type.name, "due": self.due_words()} | details
        self.record(verb, by=by, **facts)
        if self.subject:
            self.subject.record(verb, by=by, **facts)
        if self.owner_id:
            live.publish(f"user:{self.owner_id}", "task", {"task": self.pk})
