from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock

from ..chain import hash_of
from ..flow.checking import broken_in
from ..links import dead_links_in
from .section import Section, SectionVersion


class NotADraft(Exception):
    """What was published never changes; a correction is the next edition."""


class EmptyEdition(Exception):
    """An edition without a single section says nothing."""


class NotAfterThePrevious(Exception):
    """Editions take effect one after another."""


class DeadLinks(Exception):
    """The text points to sections that do not exist; `links` are (section, target) pairs."""

    def __init__(self, links):
        super().__init__(", ".join(f"{section} → {target}" for section, target in links))
        self.links = links


class BrokenCharts(Exception):
    """Flow charts that cannot be followed; `charts` are BrokenChart with what is wrong, line by line."""

    def __init__(self, charts):
        super().__init__("\n".join(map(str, charts)))
        self.charts = charts


class EditionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def drafts(self):
        return self.filter(published_at__isnull=True)

    def readable_by(self, user):
        """Published ones in force or past; the coming one and the draft only by those who write."""
        return self if user.may("edit", "regulation") else self.readable_by_all()

    def readable_by_all(self):
        return self.published().filter(effective_at__lte=clock.now()).select_related("published_by")

    def on_the_shelf_of(self, regulations):
        return self.filter(regulation__in=regulations).select_related("regulation").order_by("regulation__position", "regulation__code")

    def in_force(self, at):
        """Of each regulation the edition that holds at a moment."""
        later = models.OuterRef("effective_at")
        newer = Edition.objects.filter(regulation=models.OuterRef("regulation"), effective_at__gt=later, effective_at__lte=at)
        return self.published().filter(~models.Exists(newer), effective_at__lte=at)


class Edition(models.Model):
    """A numbered state of a regulation: written as a draft, published once, never changed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SCHEDULED = "scheduled", _("not yet in force")
        PUBLISHED = "published", _("published")

    regulation = models.ForeignKey("Regulation", on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    header = models.JSONField(default=dict)
    summary = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    effective_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_by_name = models.CharField(max_length=200, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["regulation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "number"], name="one_edition_per_number"),
            models.UniqueConstraint(fields=["regulation"], condition=Q(published_at__isnull=True), name="one_draft_per_regulation"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, content_hash="") | Q(published_at__isnull=False, effective_at__isnull=False),
                name="a_published_edition_says_from_when",
            ),
        ]

    def __str__(self):
        return f"{self.regulation.code} · {self.number}"

    @property
    def state(self):
        if self.published_at is None:
            return self.State.DRAFT
        return self.State.SCHEDULED if self.effective_at > clock.now() else self.State.PUBLISHED

    @property
    def is_draft(self):
        return self.published_at is None

    def write(self, pages, *, by):
        """Set the whole text of the draft: `pages` in reading order, each with code, number, parent code and texts by language."""
        from ..writing import place

        if not self.is_draft:
            raise NotADraft(str(self))
        with transaction.atomic():
            self.nodes.all().delete()
            place(self, pages)
            self.regulation.record("draft_written", by=by, number=self.number, sections=len(pages))

    def publish(self, *, by, effective_at=None):
        """Seal the draft: from then on neither it nor its text ever changes. All of it or nothing."""
        now = clock.now()
        effective_at = effective_at or now
        with transaction.atomic():
            locked = Edition.objects.select_for_update().filter(pk=self.pk).first()
            if not locked.is_draft:
                raise NotADraft(str(self))
            self._check(effective_at)
            self.effective_at, self.published_at, self.published_by = effective_at, now, by
            self.published_by_name = str(by) if by else ""
            self.content_hash = hash_of(self)
            self.save()
            self.regulation.record("edition_published", by=by, number=self.number, code=self.regulation.code)

    def changed_codes(self):
        """Codes of the sections this edition added or changed against the one before, in reading order."""
        if self.previous is None:
            return []
        before = dict(self.previous.nodes.values_list("section_id", "version_id"))
        return [node.section.code for node in self.nodes.select_related("section") if before.get(node.section_id) != node.version_id]

    def _check(self, effective_at):
        if not self.nodes.exists():
            raise EmptyEdition(str(self))
        if self.previous and self.previous.effective_at >= effective_at:
            raise NotAfterThePrevious(str(self))
        dead = dead_links_in(self)
        if dead:
            raise DeadLinks(dead)
        if broken := broken_in(self):
            raise BrokenCharts(broken)


class EditionNode(models.Model):
    """A section's place in an edition: its parent, its order and the number readers see."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="nodes")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="nodes")
    version = models.ForeignKey(SectionVersion, on_delete=models.PROTECT, related_name="nodes")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=12)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "section"], name="a_section_stands_once_in_an_edition"),
            models.UniqueConstraint(fields=["edition", "number"], name="one_section_per_number"),
            models.UniqueConstraint(fields=["edition", "position"], name="one_section_per_position"),
        ]

    def __str__(self):
        return f"{self.number} {self.section.code}"
