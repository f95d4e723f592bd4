"""The path of a new colleague: the document cut into five days of about the same length, between parts where one ends near by."""

from ..models import SectionText
from ..page import WORDS_A_MINUTE

DAYS = 5
ONE_SITTING = 15 * WORDS_A_MINUTE
"""A document that is read in a quarter of an hour is for the first day."""
NEAR = 0.25
"""A day may be this much shorter or longer to end with a part."""


def days_of(nodes):
    """{section id: day 1 to 5} for the nodes of an edition in reading order; one query."""
    words = _words(nodes)
    total = sum(words.values())
    if total <= ONE_SITTING:
        return dict.fromkeys((node.section_id for node in nodes), 1)
    starts, read = [], 0
    for node in nodes:
        starts.append(read)
        read += words[node.section_id]
    parts = [start for start, node in zip(starts, nodes, strict=True) if node.parent_id is None]
    ends = [_cut(total * day / DAYS, parts, starts, total / DAYS) for day in range(1, DAYS)]
    return {node.section_id: 1 + sum(end <= start for end in ends) for start, node in zip(starts, nodes, strict=True)}


def _cut(wanted, parts, clauses, day):
    """Where a day ends: at the beginning of a part if one is near, else at that of a clause."""
    part = min(parts, key=lambda start: abs(start - wanted))
    return part if abs(part - wanted) <= NEAR * day else min(clauses, key=lambda start: abs(start - wanted))


def _words(nodes):
    """{section id: words}; of the languages the longer text."""
    sections = {node.version_id: node.section_id for node in nodes}
    words = dict.fromkeys(sections.values(), 0)
    for version, text in SectionText.objects.filter(version__in=sections).values_list("version_id", "search_text"):
        words[sections[version]] = max(words[sections[version]], len(text.split()))
    return words
