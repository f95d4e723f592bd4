"""Writes down, in the transaction of publishing, what an edition did to each section: who must read it goes by these rows."""

from dataclasses import dataclass
from typing import Any

from .. import audience
from ..living.noting import Said
from ..models import EditionNode, LivingSnapshot, SectionChange
from .between import Changes
from .carried import Handed
from .diffs import OUTDATED, UNTRANSLATED, changes_for
from .sections import Place, moves_between

QUIET = {"moved", UNTRANSLATED, OUTDATED}
"""What only stands elsewhere, or is only translated, asks nobody to read it again."""


class HiddenChange(Exception):
    """Changes of substance are called editorial, and nobody confirmed it; `changes` are those rows, unsaved."""

    def __init__(self, changes):
        super().__init__(", ".join(change.section.code for change in changes))
        self.changes = changes


@dataclass(frozen=True)
class Statement:
    """What whoever publishes says of a change; `change_class` "" leaves it to the words."""

    change_class: str = ""
    note: str = ""
    requires_test: bool = False
    confirmed_by: Any = None


def record_changes(edition):
    """One row for each section this edition added, changed, moved or took out; the comparisons are made and kept."""
    if edition.base is None:
        return []
    rows = changes_in(edition)
    hidden = [row for row in rows if is_hidden(row)]
    if hidden:
        raise HiddenChange(hidden)
    return SectionChange.objects.bulk_create(rows)


def is_hidden(change):
    """Whether a change of substance goes by as editorial without a second person."""
    return bool(change.is_editorial and change.sensitive_tokens and not change.confirmed_by_id)


def hidden_in(draft):
    """Unsaved rows of the draft's changes of substance that go by as editorial without a second person."""
    return [change for change in changes_in(draft) if is_hidden(change)] if draft.base else []


def changes_in(edition):
    """Unsaved rows of an edition or a draft against the edition before, in reading order, what was taken out last."""
    before = {node.section_id: node for node in _nodes(edition.base)}
    after = {node.section_id: node for node in _nodes(edition)}
    readers = audience.resolved(after.values()) if edition.is_draft else {}
    moves = moves_between(_places(before), _places(after))
    source = edition.regulation.source_language
    found = _comparisons(before, after, source)
    handed = Handed(before, after, readers)
    said = _said({section: changes for section, changes in found.items() if changes and changes.living}, before)
    rows = []
    for section, node in {**after, **{gone: before[gone] for gone in moves.removed}}.items():
        changes = _handed_over(section, _changes_of(section, before, after, found, source), before, after, handed)
        kinds = [*changes.kinds, *(["moved"] if section in moves.moved else [])]
        kinds += _readers(before.get(section), after.get(section), readers)
        if kinds:
            asks = said.asks(changes.living)
            rows.append(_row(edition, node, list(dict.fromkeys(kinds)), changes, is_there=section in after, asks=asks))
    return rows


def _nodes(edition):
    return EditionNode.objects.filter(edition=edition).select_related("section", "class_confirmed_by").prefetch_related("version__texts")


def _places(nodes):
    parents = {node.pk: section for section, node in nodes.items()}
    return [Place(section, parents.get(node.parent_id), node.number) for section, node in nodes.items()]


def _comparisons(before, after, source):
    """{section: its changes in the language it was written in, or that only a translation changed}; all languages are kept for readers."""
    pairs = {}
    for section, node in after.items():
        was = before.get(section)
        if was and was.version_id != node.version_id:
            pairs |= {(was.version_id, node.version_id, text.language): section for text in node.version.texts.all()}
    made = changes_for(pairs, source=source)
    told = {section: made[pair] for pair, section in pairs.items() if pair[2] == source}
    for pair, section in pairs.items():
        if made[pair] and not told.get(section):
            told[section] = Changes(kinds=[UNTRANSLATED]) if section in told else made[pair]
    return told


def _said(changes, before):
    """What was said of the settings whose blocks say something else; a query where there are any."""
    versions, names = {before[section].version_id for section in changes}, {name for one in changes.values() for name in one.living}
    return Said.of(one for one in LivingSnapshot.objects.of_versions(versions) if one.block in names) if versions else Said({})


def _changes_of(section, before, after, found, source):
    if section in before and section in after:
        return found.get(section) or Changes()
    text = (after.get(section) or before[section]).version.text_in(source)
    words = len(text.search_text.split()) if text else 0
    if section in after:
        return Changes(kinds=["added"], sensitive=["#block"], words_in=words)
    return Changes(kinds=["removed"], sensitive=["#block"], words_out=words)


def _handed_over(section, changes, before, after, handed):
    """Of a section that was split or joined to another: what only stands elsewhere now is told as moved.

    What a section gave away is not read again there; what it was given is read under its name.
    """
    if section in before and section in after:
        return Changes(kinds=["moved"], words_out=changes.words_out) if handed.only_gave(section, changes) else changes
    if section in before and handed.is_given(section):
        return Changes(kinds=["removed", "moved"])
    if section in after and handed.is_made_of_others(section):
        return Changes(kinds=["added", "moved"], words_in=changes.words_in)
    return changes


def _readers(was, now, resolved):
    """Whom the section is for and whether it must be read; of a draft the audiences are those its parts allow."""
    if was is None or now is None:
        return []
    is_same = was.audience == resolved.get(now.pk, now.audience) and was.required_reading == now.required_reading
    return [] if is_same else ["audience"]


def _row(edition, node, kinds, changes, *, is_there, asks):
    """`asks`: what its living blocks say otherwise is to be read."""
    said = statement_on(node) if is_there else Statement()
    sensitive = [*_sensitive(changes, asks), *(["#audience"] if "audience" in kinds else [])]
    is_quiet = set(kinds) == {"removed", "moved"} or set(kinds) <= QUIET | (set() if asks else {"living"})
    weight = SectionChange.Weight.EDITORIAL if is_quiet else said.change_class or SectionChange.Weight.SUBSTANTIVE
    return SectionChange(
        edition=edition,
        section=node.section,
        kinds=kinds,
        change_class=weight,
        words_in=changes.words_in,
        words_out=changes.words_out,
        sensitive_tokens=sensitive,
        note=said.note,
        requires_ack=weight == SectionChange.Weight.SUBSTANTIVE,
        requires_test=said.requires_test and weight == SectionChange.Weight.SUBSTANTIVE,
        confirmed_by=said.confirmed_by,
    )


def _sensitive(changes, asks):
    """Living blocks matter as far as their change is told to people."""
    others = [one for one in changes.sensitive if one != "#live" or "edited" in changes.kinds]
    return list(dict.fromkeys([*others, *(["#live"] if asks and changes.living else [])]))


def statement_on(node):
    """What the draft says of a section's change."""
    said = {"change_class": node.change_class, "note": node.change_note, "requires_test": node.requires_test}
    return Statement(confirmed_by=node.class_confirmed_by, **said)
