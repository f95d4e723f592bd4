"""What a regulation asks to be read at a moment, and what of it a person owes. Queries do not grow with people or sections."""

from dataclasses import dataclass
from functools import cached_property

from crm_project.lib import clock

from ..models import EditionNode, ReadingItem, SectionText
from .audience import is_for
from .living import LivingSays
from .substance import substantive_editions

KIND = ReadingItem.Kind


@dataclass(frozen=True)
class Owed:
    """A section somebody is to read: the version in force, or None when it was taken out; `known_id` is the one they knew."""

    section_id: int
    version_id: int | None
    kind: str
    known_id: int | None = None


class Snapshot:
    """The editions of a regulation that came into force up to a moment, the last of them with its sections."""

    def __init__(self, regulation, at=None):
        self.regulation = regulation
        published = regulation.editions.none() if regulation.retired_at else regulation.editions.valid()
        self.editions = list(published.filter(effective_at__lte=at or clock.now()).order_by("effective_at", "number"))
        self.edition = self.editions[-1] if self.editions else None
        self.place = {edition.pk: place for place, edition in enumerate(self.editions)}

    @cached_property
    def nodes(self):
        """{section id: node} in reading order."""
        nodes = EditionNode.objects.filter(edition=self.edition).select_related("section").order_by("position")
        return {node.section_id: node for node in nodes}

    @cached_property
    def substance(self):
        return substantive_editions(self.editions)

    def owed_by(self, person, acknowledged, waived, again):
        """{section id: Owed} in reading order; `acknowledged` and `waived` are {section id: Fact}, `again` {section id: asked when}."""
        if self.edition is None:
            return {}
        published = self._by_publisher.get(person.pk, {})
        owed = {}
        for section, node in self.nodes.items():
            if not is_for(node, person):
                continue
            known = self._latest(section, acknowledged, waived, published)
            if node.required_reading and self.differs(section, node.version_id, known, person):
                kind = KIND.CHANGED if known and known[0] else KIND.NEW
                owed[section] = Owed(section, node.version_id, kind, known[0] if known else None)
            elif section in again and not _since(again[section], section, acknowledged, waived):
                owed[section] = Owed(section, node.version_id, KIND.WHOLE)
        for section in {*acknowledged, *waived, *published} - set(self.nodes):
            known = self._latest(section, acknowledged, waived, published)
            if known[0] is not None and not self._took_out(person, known) and self.differs(section, None, known, person):
                owed[section] = Owed(section, None, KIND.GONE, known[0])
        return owed

    def has_read(self, section, person, acknowledged, waived):
        """Whether the last this person knows of a section is a text of it, and not that it was taken out."""
        known = self._latest(section, acknowledged, waived, self._by_publisher.get(person.pk, {}))
        return known is not None and known[0] is not None

    def _took_out(self, person, known):
        """Whether the person put their name under an edition without the section after they had read it."""
        signed = [self.place[edition.pk] for edition in self.editions if edition.published_by_id == person.pk]
        return bool(signed) and signed[-1] > known[1]

    def version_of(self, section_id, person):
        """The version this person is to read now: None when it was taken out; LookupError when it is not theirs."""
        node = self.nodes.get(section_id)
        if node is None:
            return None
        if not is_for(node, person):
            raise LookupError(section_id)
        return node.version_id

    def has_published(self, person):
        """Whoever put their name under the edition need not acknowledge it."""
        return person.pk in self._by_publisher

    def _latest(self, section, *facts):
        """(version id, place of the edition) of the latest that this person knows of a section, or None."""
        known = [fact[section] for fact in facts if section in fact]
        found = [(one.version_id, self.place.get(one.edition_id, -1)) for one in known]
        return max(found, key=lambda one: one[1]) if found else None

    def differs(self, section, version, known, person):
        """Of `known` (version, place of the edition it was known in), by what the texts say to this person: a change taken back is none."""
        if known is None:
            return True
        if version == known[0] or self.says(version, person) == self.says(known[0], person):
            return False
        return any(self.place[edition] > known[1] for edition in self.substance.get(section, ()))

    def says(self, version, person):
        """What tells one text from another: equal for versions that say the same to this person in all languages; "" for none."""
        return self._prints.get(version, "") + self.living.says(version, person)

    @cached_property
    def living(self):
        return LivingSays(self.regulation)

    @cached_property
    def _prints(self):
        """{version id: what it says in all languages}"""
        rows = SectionText.objects.filter(version__section__regulation=self.regulation)
        prints = {}
        for version, language, text in rows.order_by("version", "language").values_list("version_id", "language", "content_hash"):
            prints[version] = f"{prints.get(version, '')} {language}:{text}"
        return prints

    @cached_property
    def _by_publisher(self):
        """{user id: {section id: what they knew when they last put their name under an edition}}"""
        last = {edition.published_by_id: edition for edition in self.editions if edition.published_by_id}
        published = {user: {} for user in last}
        users = {edition.pk: user for user, edition in last.items()}
        rows = EditionNode.objects.filter(edition__in=users).values_list("edition_id", "section_id", "version_id")
        for edition, section, version in rows:
            published[users[edition]][section] = _Signed(version, edition)
        return published


def _since(moment, section, *facts):
    """Whether something was said of the section after it was asked for."""
    return any(section in fact and fact[section].at >= moment for fact in facts)


@dataclass(frozen=True)
class _Signed:
    version_id: int
    edition_id: int
