from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.schedule import Timetable
from crm_project.lib import clock
from outbox.post import put
from timeline.models import Entry, Recorded

from ..querysets import BroughtRecordQuerySet, ImportRunQuerySet
from .head import KnownHead

_PLACES = {"leads": "leads:inbox", "companies": "contacts:companies", "contacts": "contacts:contacts", "people": "accounts:people"}


class NotNow(Exception):
    """The import is in a state in which this cannot be done."""


class ImportRun(Recorded):
    """One file on its way in: stored, mapped, looked at, run in chunks, reported, and undone if wished."""

    kind = "import"

    class What(models.TextChoices):
        DEALS = "deals", _("deals")
        COMPANIES = "companies", _("companies")
        CONTACTS = "contacts", _("contacts")
        LEADS = "leads", _("leads")
        PRODUCTS = "products", _("products")
        PEOPLE = "people", _("colleagues")

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    what = models.CharField(_("what is in it"), max_length=10, choices=What)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports")
    relocation = models.ForeignKey("Relocation", null=True, on_delete=models.SET_NULL, related_name="runs")
    facts = models.JSONField(null=True)
    name = models.CharField(max_length=255)
    stored_as = models.UUIDField(unique=True)
    sha256 = models.CharField(max_length=64)
    reading = models.JSONField(default=dict)
    head = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    total = models.PositiveIntegerField(default=0)
    row_reached = models.PositiveIntegerField(default=1)
    created = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    joined = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")

    def __str__(self):
        return self.name

    @property
    def zone(self):
        """The time zone in which the dates of the file are read."""
        return Timetable().department_zone(self.by.department, self.created_at.date())

    @property
    def percent(self):
        return min(100 * self.done_rows // self.total, 100) if self.total else 0

    @property
    def is_busy(self):
        return self.state in (self.State.QUEUED, self.State.RUNNING, self.State.UNDOING)

    @property
    def done_rows(self):
        return self.created + self.skipped + self.joined + self.refused

    @property
    def place(self):
        """Where the records that came in are looked at; the price list has no page of its own."""
        return reverse(_PLACES.get(self.what, "deals:list"))

    def start(self, *, by):
        """Hand the file to the worker; pressed twice it starts once. A file of a move comes in with the others only."""
        if self.relocation and self.relocation.made_at is None:
            raise NotNow
        with transaction.atomic():
            started = ImportRun.objects.filter(pk=self.pk, state=self.State.DRAFT).update(state=self.State.QUEUED, started_at=clock.now())
            if not started:
                raise NotNow
            self.refresh_from_db()
            KnownHead.objects.remember(self)
            self.record("import_started", by=by, audience=Entry.Audience.ADMINS, name=self.name, what=self.what, rows=self.total)
            put("exchange.run", {"run": self.pk}, key=f"import:{self.pk}")

    def undo(self, *, by):
        """Take back what the import made and nobody has touched since."""
        with transaction.atomic():
            if not ImportRun.objects.filter(pk=self.pk, state=self.State.DONE).update(state=self.State.UNDOING, heard_at=None):
                raise NotNow
            self.refresh_from_db()
            self.record("import_undone", by=by, audience=Entry.Audience.ADMINS, name=self.name, what=self.what)
            put("exchange.run", {"run": self.pk}, key=f"import-undo:{self.pk}:{clock.now().timestamp()}")

    def pass_the_turn(self):
        """Of a move from another CRM the next import begins, or the one before is taken back; in the transaction of the end."""
        if self.relocation_id is None:
            return
        if self.state in (self.State.DONE, self.State.FAILED):
            self.relocation.go_on(by=self.by)
        elif self.state == self.State.UNDONE and self.relocation.undo_at:
            self.relocation.go_back(by=self.by)


class BroughtRecord(models.Model):
    """A record that an import made, so that it can be taken back; `stamp` tells whether anybody touched it since."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    row = models.PositiveIntegerField(default=0)
    stamp = models.CharField(max_length=40, blank=True)
    kept = models.BooleanField(default=False)

    objects = BroughtRecordQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "record_id"], name="imports_of_a_record")]
        constraints = [models.UniqueConstraint(fields=["run", "kind", "record_id"], name="a_record_is_brought_once")]


class RefusedRow(models.Model):
    """A row that did not come in, with the cells as they were and the reason."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refusals")
    row = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    field = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=60)
    value = models.CharField(max_length=200, blank=True)
    told = models.TextField(blank=True, default="", db_default="")

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="a_row_is_refused_once")]
