"""Where the flow charts of a text stand in its Markdown."""

import re
from functools import lru_cache

from ..typesetting import parse as tokens_of
from .parsing import parse

NAME = "flow"
_ANY = re.compile(r"^[ >\-*+\d.]*(?:`{3,}|~{3,})[ \t]*flow\b", re.MULTILINE)


def is_flow(token):
    return token.type == "fence" and token.info.split()[:1] == [NAME]


@lru_cache(maxsize=512)
def sources_in(markdown):
    """The texts of its charts in reading order."""
    return tuple(token.content for token in tokens_of(markdown) if is_flow(token)) if _ANY.search(markdown) else ()


def links_in(markdown):
    """Sections its charts lead to, as they are written: "deal-lost", "CRM-01/deal-lost"."""
    return [node.link for source in sources_in(markdown) for node in parse(source).chart.nodes if node.link]


def plain_words(source):
    """What a chart says, a line for each step, for search and for who compares texts; the text itself where it cannot be read."""
    chart = parse(source).chart
    return "\n".join(_line(chart, node) for node in chart.nodes) if chart.nodes else source


def _line(chart, node):
    answers = ", ".join(f"{way.answer} → {chart.numbers[way.target]}" for way in chart.ways_from(node.id) if way.answer)
    words = f"{chart.numbers[node.id]}. {node.label}" + (f" ({node.lane})" if node.lane else "")
    return f"{words}: {answers}" if answers else words
