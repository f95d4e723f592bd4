from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock

from ..refusals import NotADraft
from .approving import Approving
from .dividing import Dividing
from .drafting import Drafting
from .publishing import Publishing


class EditionQuerySet(models.QuerySet):
    def published(self):
        """Everything that was ever published: the links of the chain."""
        return self.filter(published_at__isnull=False)

    def last_published(self):
        """The end of the chain; None before the first."""
        return self.published().order_by("published_at", "pk").last()

    def valid(self):
        """Published ones that were not withdrawn before their day."""
        return self.published().filter(withdrawn_at__isnull=True)

    def drafts(self):
        return self.filter(published_at__isnull=True)

    def withdrawn(self):
        return self.published().filter(withdrawn_at__isnull=False)

    def readable_by(self, user):
        """Published ones, the announced one among them; drafts by those who write, and by who approves one or was asked."""
        if user.may("edit", "regulation"):
            return self
        asked = Q(rounds__closed_at=None, rounds__closes_at__gt=clock.now(), rounds__stances__person=user)
        drafts = Q(published_at__isnull=True) & (Q(regulation__approver=user) | Q(pk__in=Edition.objects.filter(asked).values("pk")))
        return self.filter(drafts | Q(published_at__isnull=False, withdrawn_at__isnull=True))

    def readable_by_all(self):
        return self.valid().filter(effective_at__lte=clock.now()).select_related("published_by")

    def numbered(self, number, minor=0):
        return self.filter(number=number, minor=minor)

    def on_the_shelf_of(self, regulations):
        return self.filter(regulation__in=regulations).select_related("regulation").order_by("regulation__position", "regulation__code")

    def scheduled(self, at=None):
        return self.valid().filter(effective_at__gt=at or clock.now()).select_related("published_by")

    def in_force(self, at=None):
        """Of each regulation the edition that holds at a moment."""
        at = at or clock.now()
        later = models.OuterRef("effective_at")
        newer = Edition.objects.valid().filter(regulation=models.OuterRef("regulation"), effective_at__gt=later, effective_at__lte=at)
        return self.valid().filter(~models.Exists(newer), effective_at__lte=at)


class Edition(Drafting, Dividing, Approving, Publishing, models.Model):
    """A numbered state of a regulation: written as a draft, published once, never changed.

    `header` is {language: {"title", "preface", "purpose", "measure", "label", "contacts"}} with the facts that need no
    language under "facts" (`passport.py`); `summary` is {language: words}. `authors` are ids of who wrote in the draft.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SCHEDULED = "scheduled", _("not yet in force")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Kind(models.TextChoices):
        FULL = "full", _("written")
        CONFIG = "config", _("after a change of the settings")

    regulation = models.ForeignKey("Regulation", on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    minor = models.PositiveIntegerField(default=0, db_default=0)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.FULL, db_default=Kind.FULL.value)
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    header = models.JSONField(default=dict)
    summary = models.JSONField(default=dict, blank=True)
    highlight_days = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    authors = models.JSONField(default=list, blank=True, db_default=Value([], models.JSONField()))
    ready_at = models.DateTimeField(null=True, blank=True)
    ready_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    effective_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_by_name = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["regulation", "number", "minor"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "number", "minor"], name="one_edition_per_number"),
            models.UniqueConstraint(
                fields=["regulation"], condition=Q(kind="full", published_at__isnull=True), name="one_draft_per_regulation"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, content_hash="") | Q(published_at__isnull=False, effective_at__isnull=False),
                name="a_published_edition_says_from_when",
            ),
        ]

    def __str__(self):
        return f"{self.regulation.code} · {self.label}"

    @property
    def label(self):
        """ "4", or "4.1" for one that a change of the settings made."""
        return f"{self.number}.{self.minor}" if self.minor else str(self.number)

    @property
    def state(self):
        if self.published_at is None:
            return self.State.DRAFT
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        return self.State.SCHEDULED if self.effective_at > clock.now() else self.State.PUBLISHED

    @property
    def is_draft(self):
        return self.published_at is None

    @property
    def is_scheduled(self):
        return self.state == self.State.SCHEDULED

    @property
    def base(self):
        """What this one is measured against: the last edition before it that was not withdrawn; None for the first."""
        before = self.regulation.editions.valid()
        before = before if self.is_draft else before.filter(effective_at__lt=self.effective_at)
        return before.order_by("effective_at").last()

    def write(self, pages, *, by):
        """Set the whole text of the draft: `pages` in reading order, each with code, number, parent code and texts by language."""
        from ..writing import place

        if not self.is_draft:
            raise NotADraft(str(self))
        with transaction.atomic():
            self.nodes.all().delete()
            place(self, pages)
            self.regulation.record("draft_written", by=by, number=self.number, sections=len(pages))

    def changed_nodes(self):
        """Nodes of the sections this edition added or changed against the one before, in reading order."""
        base = self.base
        if base is None:
            return []
        before = dict(base.nodes.values_list("section_id", "version_id"))
        return [node for node in self.nodes.with_texts() if before.get(node.section_id) != node.version_id]

    def changed_codes(self):
        return [node.section.code for node in self.changed_nodes()]
