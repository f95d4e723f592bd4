from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from .section import Section, SectionText, SectionVersion


def seen_by(user):
    """The condition under which a node is shown to a reader, None where all of them are.

    Who writes the handbook is shown everything, so are the owner and the approver of a document; nobody in particular
    (None) is shown what everybody may read.
    """
    is_somebody = getattr(user, "is_authenticated", False)
    if is_somebody and user.may("edit", "regulation"):
        return None
    seen = Q(audience=[])
    if is_somebody:
        seen |= Q(edition__regulation__owner=user) | Q(edition__regulation__approver=user)
        if user.position_id:
            seen |= Q(audience__contains=[user.position_id])
    return seen


class EditionNodeQuerySet(models.QuerySet):
    def for_reader(self, user):
        """Those whose audience has the reader's position."""
        seen = seen_by(user)
        return self if seen is None else self.filter(seen)

    def not_for(self, user):
        seen = seen_by(user)
        return self.none() if seen is None else self.exclude(seen)

    def inside(self, node):
        """What stands in a section, on any level."""
        return self.filter(Q(parent=node) | Q(parent__parent=node))

    def open_today(self, user):
        """Without the sections that the edition in force keeps from this reader, whatever an older one said."""
        if seen_by(user) is None:
            return self
        return self.filter(~Exists(EditionNode.objects.in_force().not_for(user).filter(section=OuterRef("section"))))

    def in_force(self, at=None):
        from .edition import Edition

        return self.filter(edition__in=Edition.objects.in_force(at))

    def numbers_of(self, versions):
        """{version id: the number it had last}"""
        return dict(self.filter(version__in=versions).order_by("edition").values_list("version_id", "number"))

    def of_code(self, code):
        return self.filter(section__code=code)

    def with_titles(self):
        """With the texts, but only what a table of contents needs of them."""
        titles = SectionText.objects.defer("markdown", "html", "blocks", "search_text")
        # As a list: a queryset of its own for each of 120 sections takes longer than all the queries of a page.
        titles = models.Prefetch("version__texts", titles, to_attr="texts_at_hand")
        return self.select_related("section", "version").prefetch_related(titles)

    def with_texts(self):
        return self.select_related("section", "version").prefetch_related("version__texts")


class EditionNode(models.Model):
    """A section's place in an edition: its parent, its order, the number readers see, and who they are.

    `audience` holds ids of positions, [] is everybody. In a draft it is what was set here; publishing puts what is left of
    it within the audience of the part.
    """

    class ChangeClass(models.TextChoices):
        SUBSTANTIVE = "substantive", _("of substance")
        EDITORIAL = "editorial", _("editorial")

    edition = models.ForeignKey("Edition", on_delete=models.CASCADE, related_name="nodes")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="nodes")
    version = models.ForeignKey(SectionVersion, on_delete=models.PROTECT, related_name="nodes")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=12)
    audience = models.JSONField(default=list, blank=True, db_default=Value([], models.JSONField()))
    required_reading = models.BooleanField(default=True, db_default=True)
    change_note = models.TextField(max_length=300, blank=True, default="", db_default="")
    change_class = models.CharField(
        max_length=12, choices=ChangeClass, default=ChangeClass.SUBSTANTIVE, db_default=ChangeClass.SUBSTANTIVE.value
    )
    requires_test = models.BooleanField(default=False, db_default=False)
    class_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    class_confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    touched_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    touched_at = models.DateTimeField(null=True, blank=True)

    objects = EditionNodeQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "section"], name="a_section_stands_once_in_an_edition"),
            models.UniqueConstraint(fields=["edition", "number"], name="one_section_per_number"),
            models.UniqueConstraint(fields=["edition", "position"], name="one_section_per_position"),
        ]

    def __str__(self):
        return f"{self.number} {self.section.code}"

    @property
    def is_editorial(self):
        return self.change_class == self.ChangeClass.EDITORIAL

    @property
    def is_as_in_force(self):
        """Of a draft: whether the section says what it said in the edition that the draft goes on from."""
        base = self.edition.base
        return bool(base) and base.nodes.filter(section=self.section_id, version=self.version_id).exists()

    def text_in(self, language, **options):
        return self.version.text_in(language, **options)
