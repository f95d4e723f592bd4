import json
import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F

from crm_project.lib.text import sort_key

from ..addresses import section_url
from ..blocks import blocks_of, digest, plain_text
from ..links import without_links
from ..living.marks import without_marks
from ..typesetting import to_html

MOST_BLOCKS = 120
"""So many are looked for at once."""
SECTION_CODE = RegexValidator(r"^[a-z][a-z0-9-]*\Z")


class SectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that an edition in force or a past one shows to the reader, and that none in force keeps from them."""
        from .node import EditionNode

        if user.may("edit", "regulation"):
            return self
        if not user.may("see", "regulation"):
            return self.none()
        of_it = EditionNode.objects.filter(section=models.OuterRef("pk"))
        shown = of_it.for_reader(user).filter(edition__in=_editions().readable_by_all())
        kept = of_it.in_force().not_for(user)
        return self.filter(models.Exists(shown), ~models.Exists(kept), regulation__retired_at__isnull=True)

    def by_code(self, regulation, code):
        """The section by its own code or by its number in the edition in force: ("CRM-01", "next-step") or ("CRM-01", "11.1")."""
        found = self.filter(regulation__code=regulation, code=code).first()
        return found or self.in_force(number=code).get(regulation__code=regulation)

    def coded(self, codes):
        """Those with codes such as "CRM-01/stages"."""
        pairs = [code.partition("/") for code in codes]
        wanted = models.Q(*(models.Q(regulation__code=one, code=other) for one, _slash, other in pairs), _connector=models.Q.OR)
        return self.filter(wanted).select_related("regulation") if pairs else self.none()

    def with_regulation(self):
        return self.select_related("regulation")

    def is_known(self, regulation, code):
        """Whether a reader who follows REGULATION/code finds a section."""
        try:
            return self.by_code(regulation, code) is not None
        except (Section.DoesNotExist, Section.MultipleObjectsReturned):
            return False

    def standing(self):
        """Those of documents in use that stand in an edition in force, in one to come, or in a draft."""
        editions = _editions().in_force() | _editions().scheduled() | _editions().drafts()
        return self.filter(nodes__edition__in=editions.order_by().values("pk"), regulation__retired_at__isnull=True).distinct()

    def in_force(self, at=None, **there):
        """Those that stand in an edition in force, there as `there` says."""
        return self.filter(nodes__edition__in=_editions().in_force(at), **{f"nodes__{name}": x for name, x in there.items()})


class Section(models.Model):
    """Identity only: a code that is never reused. Rules, stages and links point here, whatever the number or title becomes."""

    regulation = models.ForeignKey("Regulation", on_delete=models.PROTECT, related_name="sections")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=60, validators=[SECTION_CODE])

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["regulation", "code"], name="one_section_per_code")]

    def __str__(self):
        return f"{self.regulation.code}/{self.code}"

    @property
    def url(self):
        return section_url(self.regulation.code, self.code)

    def last_edition(self):
        """The newest edition in force or past that has this section."""
        return _editions().readable_by_all().filter(nodes__section=self).order_by("effective_at").last()


def _editions():
    from .edition import Edition

    return Edition.objects


class SectionVersionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(nodes__edition__published_at__isnull=False)

    def latest_of(self, sections):
        """{section id: its newest version with texts}"""
        newest = self.filter(section__in=sections).order_by("section_id", "-number").distinct("section_id").prefetch_related("texts")
        return {version.section_id: version for version in newest}


class SectionVersion(models.Model):
    """What a section said from some edition on; editions that did not change it share the row."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    objects = SectionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["section", "number"]
        constraints = [models.UniqueConstraint(fields=["section", "number"], name="one_version_per_number")]

    def __str__(self):
        return f"{self.section_id} v{self.number}"

    def says(self, texts):
        return {text.language: (text.title, text.markdown) for text in self.texts.all()} == texts

    def text_in(self, language, *, fallback=True):
        """The text in a language; where it is missing, the other one, which says by `language` what it is."""
        texts = {text.language: text for text in self.__dict__.get("texts_at_hand") or self.texts.all()}
        if language in texts or not fallback:
            return texts.get(language)
        return texts[min(texts)] if texts else None


class SectionTextQuerySet(models.QuerySet):
    def shown_for(self, entry):
        """The text a link leads to today, or None."""
        nodes = {"version__nodes__edition__in": _editions().in_force()}
        return self.filter(version__section=entry.section_id, language=entry.language, **nodes).first()

    def in_nodes(self, nodes):
        return self.filter(version__nodes__in=nodes)

    def holding(self, ids, languages, **where):
        """[(block, section id, version id, title)] of these blocks wherever they stand in texts of these languages, the newest last."""
        if not ids:
            return []
        held = models.Q(*(models.Q(blocks__contains=[{"id": id}]) for id in sorted(ids)[:MOST_BLOCKS]), _connector=models.Q.OR)
        rows = self.filter(held, language__in=languages, **where).order_by("version_id")
        rows = rows.values_list("version__section_id", "version_id", "title", "blocks")
        return [(block, section, version, title) for section, version, title, blocks in rows for block in blocks if block["id"] in ids]

    def titles_of(self, versions):
        """{(version id, language): title}"""
        rows = self.filter(version__in=versions).values_list("version_id", "language", "title")
        return {(version, language): title for version, language, title in rows}

    def blocks_of(self, versions, language):
        """{version id: blocks} in a language, or in another where there is no text in it."""
        rows = self.filter(version__in=versions).values_list("version_id", "language", "blocks") if versions else ()
        return {version: blocks for version, _language, blocks in sorted(rows, key=lambda row: row[1] == language)}

    def places_of_blocks(self, edition):
        """{block id: section id} of every block of an edition."""
        rows = self.filter(version__nodes__edition=edition).values_list("version__section_id", "blocks")
        return {block["id"]: section for section, blocks in rows for block in blocks}

    def said_in(self, regulation, wanted):
        """{(section id, language, edition label): Markdown} of these [(section id, edition label)], for editions and drafts; one query."""
        sections, labels = {section for section, _label in wanted}, {label for _section, label in wanted}
        numbers = [int(label.partition(".")[0]) for label in labels]
        place = {"version__nodes__edition__regulation": regulation, "version__nodes__edition__number__in": numbers}
        edition = ("version__nodes__edition__number", "version__nodes__edition__minor")
        rows = self.filter(version__section__in=sections, **place).values_list("version__section_id", "language", *edition, "markdown")
        return {(section, language, f"{n}.{minor}" if minor else str(n)): text for section, language, n, minor, text in rows}

    def in_force_beside(self, regulation):
        """(number, regulation code, markdown) of every text in force of the other documents."""
        others = self.filter(version__nodes__edition__in=_editions().in_force()).exclude(version__section__regulation=regulation)
        return others.values_list("version__nodes__number", "version__section__regulation__code", "markdown")

    def annotate_place(self):
        """With where it stands: shelf, position, number and the two codes."""
        return self.annotate(
            shelf=F("version__nodes__edition__regulation__position"),
            position=F("version__nodes__position"),
            number=F("version__nodes__number"),
            section_code=F("version__section__code"),
            regulation_code=F("version__section__regulation__code"),
        )


class SectionText(models.Model):
    """The words of a version in one language. Blocks carry ids that survive editing, for marks and remarks."""

    version = models.ForeignKey(SectionVersion, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    markdown = models.TextField(blank=True)
    html = models.TextField(blank=True)
    blocks = models.JSONField(default=list)
    search_text = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    objects = SectionTextQuerySet.as_manager()

    class Meta:
        ordering = ["version", "language"]
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="one_text_per_language")]

    def __str__(self):
        return self.title

    @classmethod
    def drawn(cls, version, language, title, markdown, *, before=None):
        """A text ready to be saved; blocks it shares with the one `before` keep their ids."""
        blocks = blocks_of(markdown, before=before.blocks, was=before.markdown) if before else blocks_of(markdown)
        text = cls(
            version=version,
            language=language,
            title=title,
            markdown=markdown,
            html=to_html(markdown, [block["id"] for block in blocks]),
            blocks=blocks,
            search_text=sort_key(f"{title}\n{without_marks(without_links(plain_text(blocks)))}"),
            content_hash=digest(title, markdown),
        )
        text.seal = text.worked_out_seal()
        return text

    @property
    def plain_text(self):
        return plain_text(self.blocks)

    def worked_out_seal(self):
        """Covers what readers see as well as what was written, so that neither can be changed alone."""
        return digest(self.title, self.markdown, self.html, json.dumps(self.blocks, sort_keys=True, ensure_ascii=False))
