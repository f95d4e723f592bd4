import uuid

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.copying import copy_in
from outbox.post import put
from timeline.models import Entry, Recorded

from ..querysets import BulkActQuerySet, BulkItemQuerySet
from ..targets import target_of
from ..verbs import verb_of


class NotNow(Exception):
    """The act is in a state in which this cannot be done."""


class BulkAct(Recorded):
    """One verb on many records: chosen, told its terms, done card by card, reported."""

    kind = "bulk_act"
    AT_ONCE = 50

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("stopped")
        FAILED = "failed", _("failed")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulk_acts")
    kind_of = models.CharField(max_length=10)
    verb_code = models.CharField(max_length=20)
    terms = models.TextField(blank=True)
    summary = models.CharField(max_length=300, blank=True)
    back = models.CharField(max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    total = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = BulkActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act on many records")
        indexes = [
            models.Index(fields=["by", "-id"], name="bulk_acts_of_a_person"),
            models.Index(fields=["heard_at"], name="bulk_acts_to_carry_on", condition=models.Q(state__in=["queued", "running"])),
        ]

    def __str__(self):
        return self.title

    @property
    def target(self):
        return target_of(self.kind_of)

    @property
    def verb(self):
        return verb_of(self.kind_of, self.verb_code)

    @property
    def title(self):
        return self.verb.title(self.target.number(self.total))

    @property
    def records(self):
        """The chosen ones that its author can still see."""
        return self.target.visible(self.by).filter(pk__in=self.items.values("record_id"))

    @property
    def url(self):
        return reverse("bulk:act", args=[self.pk])

    @property
    def percent(self):
        return 100 * self.reached // self.total if self.total else 100

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_busy(self):
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def is_small(self):
        return self.total <= self.AT_ONCE

    @property
    def left(self):
        return self.total - self.reached

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def prepare(cls, kind, verb, chosen, *, by, back=""):
        """Write down what was chosen, [(id, what was seen of it)], before anybody asks what to do with it."""
        with transaction.atomic():
            act = cls.objects.create(by=by, kind_of=kind, verb_code=verb, back=back[:2000], total=len(chosen), created_at=clock.now())
            copy_in(
                BulkItem,
                ("act_id", "place", "record_id", "seen"),
                [(act.pk, place, pk, seen) for place, (pk, seen) in enumerate(chosen, start=1)],
            )
        return act

    def start(self, terms, summary, *, by):
        """From now on it is done; pressed twice it starts once."""
        with transaction.atomic():
            now = clock.now()
            drafts = BulkAct.objects.filter(pk=self.pk, state=self.State.DRAFT)
            if not drafts.update(state=self.State.QUEUED, terms=terms, summary=summary[:300], started_at=now):
                raise NotNow
            self.refresh_from_db()
            facts = {"what": self.kind_of, "act": self.verb_code, "summary": self.summary, "number": self.total}
            by.record("bulk_started", by=by, audience=Entry.Audience.ADMINS, **facts)
            put("bulk.carry_on", {"act": self.pk}, key=f"bulk:{self.pk}")

    def stop(self, *, by):
        """What is done stays done; the rest is left as it was."""
        stopped = BulkAct.objects.filter(pk=self.pk, state__in=[self.State.QUEUED, self.State.RUNNING])
        if not stopped.update(state=self.State.CANCELLED, finished_at=clock.now()):
            raise NotNow
        self.refresh_from_db()
        self.tell_end()

    def end(self, state, error=""):
        """The last card is passed, or the act cannot go on."""
        with transaction.atomic():
            running = BulkAct.objects.filter(pk=self.pk, state=self.State.RUNNING)
            if running.update(state=state, error=error[:300], finished_at=clock.now()):
                self.refresh_from_db()
                self.tell_end()

    def tell_end(self):
        facts = {"what": self.kind_of, "act": self.verb_code, "done": self.done, "refused": self.refused, "left": self.left}
        self.by.record("bulk_ended", by=self.by, audience=Entry.Audience.ADMINS, **facts)


class BulkItem(models.Model):
    """One of the chosen records: what was seen of it, and what came of it."""

    act = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveIntegerField()
    record_id = models.BigIntegerField()
    seen = models.JSONField(default=list)
    state = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=500, blank=True)

    objects = BulkItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "place"], name="one_item_per_place"),
            models.UniqueConstraint(fields=["act", "record_id"], name="a_record_is_chosen_once"),
        ]

    @property
    def token(self):
        """The same for the same card of the same act, however often it is tried."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"bulk:{self.act_id}:{self.record_id}")

    def note(self, state, name="", words=""):
        self.state, self.name, self.words = state, name[:300], words[:500]
        self.save(update_fields=["state", "name", "words"])
