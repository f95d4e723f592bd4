"""What a reader's marks of change are drawn against: what they acknowledged, and what held when the common window began."""

from collections import defaultdict
from functools import cached_property

from crm_project.lib import clock

from ..changes.baseline import Acknowledged, InForce, Window, baseline_for
from ..models import EditionNode, ReadingItem
from .audience import is_for, reads
from .baselines import facts_for
from .snapshot import Snapshot


def baselines_of(book):
    """{section id: Baseline} for the reader of a book in force; None for whoever is asked to read nothing."""
    if not book.permanent or book.reader is None or not reads(book.reader):
        return None
    return Known(book).baselines


class Known:
    """What one reader knows of a regulation at this moment; seven queries, whatever its size."""

    def __init__(self, book):
        self.book, self.reader, self.now = book, book.reader, clock.now()
        self.snapshot = Snapshot(book.regulation, self.now)
        self.facts = facts_for(self.reader, book.regulation)
        self.moments = sorted(moment for fact in self.facts.values() for _version, moment in _all_of(fact))

    @property
    def baselines(self):
        days = self.book.edition.highlight_days
        window = Window(days=self.book.regulation.highlight_days if days is None else days)
        held = self._versions_in_time()
        return {section: baseline_for(self._known_of(section), held[section], self.now, window) for section in self.book.by_section}

    def _known_of(self, section):
        fact = self.facts.get(section)
        return Acknowledged(
            of_section=_all_of(fact) if fact else (),
            first_at=self.moments[0] if self.moments else None,
            last_at=self.moments[-1] if self.moments else None,
            was_outside=fact is None and section in self._kept_from_reader,
        )

    def _versions_in_time(self):
        """{section id: [InForce]}, an entry for each edition with another version than before and for each going."""
        rows = EditionNode.objects.filter(edition__in=self.snapshot.editions)
        nodes = defaultdict(dict)
        for edition, section, version, number in rows.values_list("edition_id", "section_id", "version_id", "version__number"):
            nodes[edition][section] = (version, number)
        held = defaultdict(list)
        for edition in self.snapshot.editions:
            for section in {*nodes[edition.pk], *held}:
                version, number = nodes[edition.pk].get(section, (None, None))
                before = held[section][-1].version if held[section] else None
                if version != before:
                    held[section].append(InForce(edition.effective_at, version, self.snapshot.says(version, self.reader), number))
        return held

    @cached_property
    def _kept_from_reader(self):
        """Ids of the sections that were for other positions when the reader last acknowledged anything, or till they got theirs."""
        before = [edition for edition in self.snapshot.editions if self.moments and edition.effective_at <= self.moments[-1]]
        if not before:
            return set()
        nodes = EditionNode.objects.filter(edition=before[-1]).exclude(audience=[])
        came_with_position = ReadingItem.objects.of_user(self.reader).of_regulation(self.book.regulation).by_position()
        return {node.section_id for node in nodes if not is_for(node, self.reader)} | set(came_with_position)


def _all_of(fact):
    return ((fact.version_id, fact.at), *fact.earlier)
