from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock

from .between import ALGORITHM, Changes


class SectionChangeQuerySet(models.QuerySet):
    def of_edition(self, edition):
        return self.filter(edition=edition).select_related("section", "confirmed_by").order_by("pk")

    def that_ask(self, editions):
        """Of these editions (or their ids) what is to be acknowledged."""
        return self.filter(edition__in=editions, requires_ack=True).order_by()

    def to_be_tested(self, edition):
        """Of an edition what its editors ask a test on."""
        return self.filter(edition=edition, requires_test=True).order_by()

    def of_substance(self, sections):
        """Changes of the texts of these sections, {(regulation code, section code)}, that were not called editorial."""
        named = models.Q(*(models.Q(section__regulation__code=one, section__code=code) for one, code in sections), _connector=models.Q.OR)
        return self.filter(named, change_class="substantive", kinds__contains=["edited"]) if sections else self.none()

    def between_editions(self, regulation, after, until):
        """Of the editions that took effect later than `after` and not later than `until` (editions)."""
        span = {"edition__effective_at__gt": after.effective_at, "edition__effective_at__lte": until.effective_at}
        return self.filter(edition__regulation=regulation, **span).select_related("edition").order_by("edition__effective_at", "pk")


class SectionChange(models.Model):
    """What an edition did to a section, as it was published: never changed afterwards."""

    class Weight(models.TextChoices):
        EDITORIAL = "editorial", _("editorial")
        SUBSTANTIVE = "substantive", _("of substance")

    edition = models.ForeignKey("Edition", on_delete=models.PROTECT, related_name="section_changes")
    section = models.ForeignKey("Section", on_delete=models.PROTECT, related_name="changes")
    kinds = models.JSONField(default=list)
    change_class = models.CharField(max_length=12, choices=Weight)
    words_in = models.PositiveIntegerField(default=0)
    words_out = models.PositiveIntegerField(default=0)
    sensitive_tokens = models.JSONField(default=list)
    note = models.TextField(blank=True)
    requires_ack = models.BooleanField()
    requires_test = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = SectionChangeQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "section"], name="one_change_of_a_section_per_edition")]

    def __str__(self):
        return f"{self.edition_id}: {self.section_id}"

    @property
    def is_editorial(self):
        return self.change_class == self.Weight.EDITORIAL

    def why_in(self, language):
        """Why it changed. What a person wrote stands as they wrote it; of a change of the settings both languages are kept."""
        by_language = self.edition.summary if self.note and self.edition.kind == self.edition.Kind.CONFIG else {}
        return by_language.get(language) or self.note


class SectionDiffQuerySet(models.QuerySet):
    def of_pairs(self, pairs):
        """Rows of (from version, to version, language) triples, of the present way to compare."""
        sought = {"from_version__in": {pair[0] for pair in pairs}, "to_version__in": {pair[1] for pair in pairs}}
        return self.filter(algorithm=ALGORITHM, language__in={pair[2] for pair in pairs}, **sought)


class SectionDiff(models.Model):
    """A comparison of two versions once made. It says nothing about who reads, so thirty readers share a handful of rows."""

    from_version = models.ForeignKey("SectionVersion", on_delete=models.CASCADE, related_name="+")
    to_version = models.ForeignKey("SectionVersion", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=2)
    algorithm = models.PositiveSmallIntegerField(default=ALGORITHM)
    changes = models.JSONField()
    places = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    objects = SectionDiffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_version", "to_version", "language", "algorithm"], name="one_comparison_per_pair")
        ]

    def __str__(self):
        return f"{self.from_version_id} → {self.to_version_id} ({self.language})"

    @property
    def pair(self):
        return self.from_version_id, self.to_version_id, self.language

    @property
    def read(self):
        return Changes.from_json(self.changes)
