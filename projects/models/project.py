from datetime import date

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Workspace
from contacts.models import Company, Contact
from crm_project.lib import clock, formats
from crm_project.lib.months import months_later
from crm_project.lib.once import made_before
from crm_project.lib.text import clean, clean_line, sort_key
from deals.models import Deal
from tasks.models import Task
from timeline.models import Recorded

from ..permissions import may_begin, may_change, may_lead
from ..querysets import ProjectQuerySet, tasks_to_gather
from ..refusals import EditConflict, FigureRefused, NotAllowed, ProjectIsClosed

NAMES = {"name": _("Name"), "starts_on": _("Begins"), "due_on": _("To be done by"), "note": _("Note"), "owner": _("Led by")}
DAYS = ("starts_on", "due_on")
YEARS = 10


class Project(Recorded):
    """The work for one deal or client gathered: tasks, and plan and actual of money, materials and hours.

    It hangs on exactly one deal, contact or company, and is seen where that is seen.
    """

    kind = "project"

    name = models.CharField(_("name"), max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="projects", verbose_name=_("led by"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    deal = models.ForeignKey(Deal, null=True, on_delete=models.CASCADE, related_name="projects")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="projects")
    company = models.ForeignKey(Company, null=True, on_delete=models.CASCADE, related_name="projects")
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=5000, blank=True)
    currency = models.CharField(max_length=3)
    tasks = models.ManyToManyField(Task, related_name="projects")
    search_text = models.CharField(max_length=250, editable=False)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    token = models.UUIDField(null=True, unique=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        indexes = [models.Index(fields=["owner", "-id"], name="projects_of_a_person", condition=Q(closed_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(deal__isnull=False, contact=None, company=None)
                | Q(deal=None, contact__isnull=False, company=None)
                | Q(deal=None, contact=None, company__isnull=False),
                name="a_project_is_about_one_card",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def url(self):
        return reverse("projects:project", args=[self.pk])

    @property
    def subject(self):
        return self.deal or self.contact or self.company

    @property
    def is_open(self):
        return self.closed_at is None

    @property
    def is_late(self):
        return self.is_open and self.due_on is not None and self.due_on < clock.local_today()

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def begin(cls, subject, *, by, name, owner=None, starts_on=None, due_on=None, note="", token=None):
        """Gather the work about a deal or client; what is planned there now is in it from the start. One token makes one."""
        with transaction.atomic():
            if known := made_before(cls, token):
                return known
            if not may_begin(by, subject):
                raise NotAllowed
            owner = owner or by
            currency = getattr(subject, "currency", "") or Workspace.current().currency
            project = cls(currency=currency, token=token, created_at=clock.now(), **{subject.kind: subject})
            project._take({"name": name, "owner": owner, "starts_on": starts_on, "due_on": due_on, "note": note})
            project.save(force_insert=True)
            project.tasks.set(Task.objects.visible_to(by).open().about(subject))
            project.record("project_begun", by=by, name=project.name)
            subject.record("project_begun", by=by, name=project.name)
        return project

    def change(self, *, by, version, **facts):
        """Name, owner, days and note. A stale version is refused, so nothing is overwritten unseen."""
        with transaction.atomic():
            self.hold(by)
            if version is not None and int(version) != self.version:
                raise EditConflict
            before = {name: getattr(self, name) for name in facts}
            self._take(facts)
            changes = [_change(name, old, new) for name, old in before.items() if (new := getattr(self, name)) != old]
            if changes:
                self.version += 1
                self.save()
                self.record("changed", by=by, changes=changes)

    def give_to(self, owner, *, by):
        """Another person leads it from now on; `by` is None where a person who left is replaced."""
        with transaction.atomic():
            self._fetch()
            if by is not None and not may_lead(by, self):
                raise NotAllowed
            if owner.pk == self.owner_id:
                return
            former, self.owner, self.department, self.version = self.owner, owner, owner.department, self.version + 1
            self.save(update_fields=["owner", "department", "version"])
            self.record("changed", by=by, changes=[_change("owner", former, owner)])

    def close(self, *, by):
        """The work is over; twice is the same as once."""
        with transaction.atomic():
            self._fetch()
            if not may_lead(by, self):
                raise NotAllowed
            if self.is_open:
                self._settle(clock.now(), by, "project_closed")

    def reopen(self, *, by):
        with transaction.atomic():
            self._fetch()
            if not may_lead(by, self):
                raise NotAllowed
            if not self.is_open:
                self._settle(None, by, "project_reopened")

    def gather(self, tasks, *, by):
        """Tasks about the same card that belong to it from now on; those that do already stay, others are none of its business."""
        with transaction.atomic():
            self.hold(by)
            self._take_in(tasks, by)

    def plan_task(self, *, by, **facts):
        """A new task about the deal or client of the project, in it from the start: the facts of `Task.plan`."""
        with transaction.atomic():
            self.hold(by)
            task = Task.plan(subject=self.subject, by=by, **facts)
            self._take_in([task], by)
        return task

    def let_go(self, task, *, by):
        """The task stays where it is, only not in this project; twice is the same as once."""
        with transaction.atomic():
            self.hold(by)
            if self.tasks.contains(task):
                self.tasks.remove(task)
                self.record("task_let_go", by=by, name=task.title)

    # -- steps ---------------------------------------------------------------

    def hold(self, by):
        """Part of every verb: the row is locked and read anew, and the person may change it now."""
        self._fetch()
        if not self.is_open:
            raise ProjectIsClosed
        if not may_change(by, self):
            raise NotAllowed

    def _take_in(self, tasks, by):
        fresh = list(tasks_to_gather(self, by).filter(pk__in=[task.pk for task in tasks]))
        self.tasks.add(*fresh)
        for task in fresh:
            self.record("task_gathered", by=by, name=task.title)

    def _fetch(self):
        held = type(self).objects.select_for_update().get(pk=self.pk)
        for name in ("name", "owner_id", "starts_on", "due_on", "note", "closed_at", "version"):
            setattr(self, name, getattr(held, name))

    def _take(self, facts):
        for name in DAYS:
            day = facts.get(name)
            if day is not None and day != getattr(self, name) and not is_near(day):
                raise FigureRefused(name, "day")
        for name, value in facts.items():
            setattr(self, name, clean_line(value)[:200] if name == "name" else clean(value)[:5000] if name == "note" else value)
        if self.starts_on and self.due_on and self.due_on < self.starts_on:
            raise FigureRefused("due_on", "before")
        if not self.name:
            raise FigureRefused("name", "empty")
        if "owner" in facts and not self.owner.may("see", self.subject):
            raise FigureRefused("owner", "blind")
        self.department, self.search_text = self.owner.department, sort_key(f"{self.name} {self.subject}")[:250]

    def _settle(self, moment, by, verb):
        self.closed_at, self.closed_by, self.version = moment, by if moment else None, self.version + 1
        self.save(update_fields=["closed_at", "closed_by", "version"])
        self.record(verb, by=by, name=self.name)
        self.subject.record(verb, by=by, name=self.name)


def is_near(day):
    """Within ten years of today; any other year is a slip."""
    today = clock.local_today()
    return months_later(today, -12 * YEARS) <= day <= months_later(today, 12 * YEARS)


def _change(name, old, new):
    change = {"key": name, "label": str(NAMES[name]), "old": _told(old), "new": _told(new)}
    return change | {"days": [_iso(old), _iso(new)]} if name in DAYS else change


def _told(value):
    return formats.full_day(value) if isinstance(value, date) else str(value or "")


def _iso(value):
    return value.isoformat() if value else ""
