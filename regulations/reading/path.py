"""The path of a new colleague: the document cut into five days of about the same length, parts whole where they fit."""

from ..book import WORDS_A_MINUTE
from ..models import SectionText

DAYS = 5
ONE_SITTING = 15 * WORDS_A_MINUTE
"""A document that is read in a quarter of an hour is for the first day."""


def days_of(nodes):
    """{section id: day 1 to 5} for the nodes of an edition in reading order; one query."""
    words = _words(nodes)
    total = sum(words.values())
    if total <= ONE_SITTING:
        return dict.fromkeys((node.section_id for node in nodes), 1)
    days, read = {}, 0
    for part in _parts(nodes):
        length = sum(words[node.section_id] for node in part)
        is_long = length > total / DAYS
        # A part goes where its middle lies; one longer than a day is cut clause by clause.
        for node in part:
            mark = read + (words[node.section_id] if is_long else length) / 2
            days[node.section_id] = min(DAYS, 1 + int(DAYS * mark / total))
            if is_long:
                read += words[node.section_id]
        read += 0 if is_long else length
    return days


def _parts(nodes):
    """Lists of nodes: a part with everything below it."""
    parts = []
    for node in nodes:
        if node.parent_id is None or not parts:
            parts.append([])
        parts[-1].append(node)
    return parts


def _words(nodes):
    """{section id: words}; of the languages the longer text."""
    sections = {node.version_id: node.section_id for node in nodes}
    words = dict.fromkeys(sections.values(), 0)
    for version, text in SectionText.objects.filter(version__in=sections).values_list("version_id", "search_text"):
        words[sections[version]] = max(words[sections[version]], len(text.split()))
    return words
