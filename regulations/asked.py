"""Whom an edition concerns: one question before publishing, for the what-if, and after it, for the assignments."""

from collections import defaultdict
from dataclasses import dataclass, field

from accounts.models import User

from . import audience
from .changes.recording import QUIET, changes_in
from .models import EditionNode, SectionChange
from .reading.audience import READ, readers
from .reading.facts import facts_of, waivers_of
from .reading.snapshot import Snapshot

WORDS_A_MINUTE = 140


@dataclass(frozen=True)
class Asked:
    """A person and the sections that changed in substance for them; `gone` those they had read that are taken out."""

    person: User
    nodes: list
    gone: list = field(default_factory=list)

    @property
    def total(self):
        return len(self.nodes) + len(self.gone)

    @property
    def minutes(self):
        words = sum(max((len(text.search_text.split()) for text in node.version.texts.all()), default=0) for node in self.nodes)
        return max(1, round(words / WORDS_A_MINUTE))


def concerned_by(edition, *, by=None):
    """People who are asked to read, each with the required sections that this edition, published or a draft, adds, changes
    in substance or opens to them; nobody twice, nobody without any, nor who published it or is about to (`by`)."""
    if edition.regulation.genre not in READ:
        return []
    base, publisher = edition.base, edition.published_by or by
    nodes = list(EditionNode.objects.filter(edition=edition).with_texts())
    before = {node.section_id: node for node in base.nodes.all()} if base else {}
    rows = _rows(edition) if base else []
    says_else = {row.section_id for row in rows if row.requires_ack and set(row.kinds) - {"audience"} - QUIET}
    whole = audience.resolved(nodes)
    required = [(node, before.get(node.section_id)) for node in nodes if node.required_reading]
    found, people = [], readers()
    gone = _gone(edition.regulation, [before[row.section_id] for row in rows if "removed" in row.kinds and row.requires_ack], people)
    for person in people:
        news = [node for node, was in required if node.section_id in says_else or _is_new_to(person, was)]
        own = [node for node in news if _reads(person, whole[node.pk])]
        lost = gone.get(person.pk, [])
        found += [Asked(person, own, lost)] if (own or lost) and person != publisher else []
    return sorted(found, key=lambda one: str(one.person))


def readers_of(edition):
    """Active people for whom a draft or an edition holds anything: who is asked in a round."""
    nodes = list(edition.nodes.all())
    audiences = [ids for ids in audience.resolved(nodes).values() if ids is not None]
    people = [person for person in User.objects.active().people().with_rights().by_name() if person.may("see", "regulation")]
    return [person for person in people if any(_reads(person, ids) for ids in audiences)]


def _is_new_to(person, before):
    return before is None or not _reads(person, before.audience)


def _rows(edition):
    return changes_in(edition) if edition.is_draft else list(SectionChange.objects.of_edition(edition))


def _gone(regulation, nodes, people):
    """{user id: nodes} of sections that are taken out, for whoever had read them: what a Snapshot will say they owe."""
    if not nodes:
        return {}
    snapshot, ids = Snapshot(regulation), [one.pk for one in people]
    facts = [of(regulation, ids) for of in (facts_of, waivers_of)]
    found = defaultdict(list)
    for person in people:
        known = [fact.get(person.pk, {}) for fact in facts]
        for node in nodes:
            if snapshot.has_read(node.section_id, person, *known):
                found[person.pk].append(node)
    return found


def _reads(person, ids):
    return ids is not None and (not ids or person.position_id in ids)
