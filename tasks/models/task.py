from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from contacts.models import Company, Contact
from crm_project.lib import clock
from crm_project.lib.text import clean, clean_line
from deals.models import Act, Deal
from leads.models import Lead
from timeline.models import Recorded

from ..querysets import TaskQuerySet
from ..refusals import NotAllowed, ResultNeeded, TaskIsClosed, TooLateToUndo
from .task_type import TaskResult, TaskType

UNDO_SECONDS = 10


class Task(Recorded):
    """A planned act with a due moment: `due_at` when it has an hour, `due_on` when it takes the day.

    `owner` is the one who has to do it. It hangs on one deal, lead, contact or company, or stands alone.
    """

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
    remind_minutes = models.PositiveIntegerField(_("remind before, minutes"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    result = models.ForeignKey(TaskResult, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("result"))
    result_text = models.TextField(_("what came of it"), max_length=5000, blank=True)
    moved_count = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True, unique=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        indexes = [
            models.Index(fields=["owner", "due_at"], name="open_tasks_of_a_person", condition=Q(done_at=None, dropped_at=None)),
            models.Index(fields=["deal", "due_at"], name="open_tasks_of_a_deal", condition=Q(done_at=None, dropped_at=None)),
            models.Index(fields=["owner", "done_at"], name="done_tasks_of_a_person", condition=Q(done_at__isnull=False)),
            models.Index(fields=["deal", "created_at"], name="tasks_of_a_deal"),
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
    def subject(self):
        """What it is about: the deal, lead, contact or company, or None."""
        return self.deal or self.lead or self.contact or self.company

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def plan(cls, *, title, type, owner, by, due_at=None, due_on=None, subject=None, note="", remind_minutes=None, token=None):
        """Plan a task; one token makes one. `subject` is a record the planner may see, or None."""
        if by and not by.may("create", cls.kind):
            raise NotAllowed
        with transaction.atomic():
            if token and (known := cls.objects.filter(token=token).first()):
                return known
            bound = {subject.kind: subject} if subject else {}
            task = cls.objects.create(
                title=clean_line(title)[:300],
                note=clean(note),
                type=type,
                owner=owner,
                department=owner.department,
                author=by,
                due_at=due_at,
                due_on=due_on,
                remind_minutes=remind_minutes,
                created_at=clock.now(),
                token=token,
                **bound,
            )
            task._open_span()
            task._note("task_planned", by)
        return task

    def complete(self, *, by, result=None, text=""):
        """Done, now: the time is the server's. The deal counts as processed by it."""
        with transaction.atomic():
            self._hold(by)
            if self.type.needs_text and not text.strip():
                raise ResultNeeded
            self.done_at, self.done_by, self.result, self.result_text = clock.now(), by, result, clean(text)
            self.save(update_fields=["done_at", "done_by", "result", "result_text"])
            self._close_span()
            if self.deal:
                self.deal.note_act(Act.Kind.TASK, by=by)
            self._note("task_done", by, result=str(result or ""), text=self.result_text)

    def move_due(self, *, by, due_at=None, due_on=None):
        """Another moment; how often that happened is kept."""
        with transaction.atomic():
            self._hold(by)
            before = self.due_words()
            self.due_at, self.due_on, self.reminded_at = due_at, due_on, None
            self.moved_count += 1
            self.save(update_fields=["due_at", "due_on", "reminded_at", "moved_count"])
            self._close_span()
            self._open_span()
            self._note("task_moved", by, before=before, to=self.due_words())

    def give_to(self, owner, *, by):
        with transaction.atomic():
            self._hold(by)
            before, self.owner, self.department = self.owner, owner, owner.department
            self.save(update_fields=["owner", "department"])
            self._close_span()
            self._open_span()
            self._note("task_given", by, before=str(before or ""), to=str(owner))

    def drop(self, *, by, reason=""):
        """No longer needed; it neither counts as done nor as open."""
        with transaction.atomic():
            self._hold(by)
            self.dropped_at = clock.now()
            self.save(update_fields=["dropped_at"])
            self._close_span()
            self._note("task_dropped", by, reason=clean(reason))

    def reopen(self, *, by):
        """Take back one's own completion within ten seconds (a slip)."""
        with transaction.atomic():
            task = Task.objects.select_for_update().get(pk=self.pk)
            if not task.done_at or task.done_by_id != by.pk or clock.now() - task.done_at > timedelta(seconds=UNDO_SECONDS):
                raise TooLateToUndo
            if self.deal:
                self.deal.acts.filter(kind=Act.Kind.TASK, by=by, recorded_at__gte=task.done_at).delete()
            self.done_at = self.done_by = self.result = None
            self.result_text = ""
            self.save(update_fields=["done_at", "done_by", "result", "result_text"])
            self._open_span()
            self._note("task_reopened", by)

    # -- steps ---------------------------------------------------------------

    def due_words(self):
        """ISO text of the due moment or date, for the protocol."""
        return self.due_at.isoformat() if self.due_at else self.due_on.isoformat()

    def _hold(self, by):
        held = Task.objects.select_for_update().get(pk=self.pk)
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(held, field.attname))
        if by and not (by.may("edit", self) or self.author_id == by.pk):
            raise NotAllowed
        if not self.is_open:
            raise TaskIsClosed(self)

    def _open_span(self):
        TaskSpan.objects.create(
            task=self, deal=self.deal, lead=self.lead, owner=self.owner, due_at=self.due_at, due_on=self.due_on, recorded_at=clock.now()
        )

    def _close_span(self):
        self.spans.filter(replaced_at=clock.FOREVER).update(replaced_at=clock.now())

    def _note(self, verb, by, **details):
        """The fact stands on the task and on the card it is about."""
        facts = {"title": self.title, "task": self.pk, "type": self.type.name, "due": self.due_words()} | details
        self.record(verb, by=by, **facts)
        if self.subject:
            self.subject.record(verb, by=by, **facts)


class TaskSpan(models.Model):
    """A task stood open for a deal, with this owner and this due moment, from when to when by the server's clock."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="spans")
    deal = models.ForeignKey(Deal, null=True, on_delete=models.CASCADE, related_name="task_spans")
    lead = models.ForeignKey(Lead, null=True, on_delete=models.CASCADE, related_name="task_spans")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=clock.FOREVER)

    class Meta:
        indexes = [
            models.Index(fields=["deal", "replaced_at"], name="spans_of_a_deal"),
            models.Index(fields=["owner", "replaced_at"], name="spans_of_a_person"),
            models.Index(fields=["task", "replaced_at"], name="spans_of_a_task"),
        ]
        constraints = [models.UniqueConstraint(fields=["task"], condition=Q(replaced_at=clock.FOREVER), name="one_open_span_per_task")]
