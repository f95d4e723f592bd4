"""Puts flow charts into the html of a page: the picture with today's links, and beneath it the same as a numbered list of steps.

In the stored html a chart is its text, as code; words of it are escaped by the templates, whatever they say.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..typesetting import FLOW_CLASS
from .checking import faults_of
from .layout import lay_out
from .parsing import parse

_CODE = re.compile(r"<pre><code(?P<facts>[^>]*)>(?P<text>.*?)</code></pre>", re.DOTALL)
_BLOCK_ID = re.compile(r'id="(b-[0-9a-f]{8})"')
_PLACE = re.compile(r'<p id="(b-[0-9a-f]{8})">\{\{flow\}\}</p>')


@dataclass(frozen=True)
class Step:
    """A line of the list of steps. `ways` are (answer or "", number of the step it leads to, whether it is new)."""

    number: int
    kind: str
    label: str
    who: str
    link: tuple | None
    ways: tuple
    is_new: bool = False
    was: str = ""


def taken_out(html):
    """(html with a place for every chart, {id of the block: text of the chart})"""
    charts = {}

    def place(found):
        id = _BLOCK_ID.search(found["facts"])
        if f'class="{FLOW_CLASS}"' not in found["facts"] or not id:
            return found[0]
        charts[id[1]] = unescape(found["text"])
        return f'<p id="{id[1]}">{{{{flow}}}}</p>'

    return (_CODE.sub(place, html) if FLOW_CLASS in html else html), charts


def put_in(html, charts, entry_of, outlined):
    """`entry_of(link)` answers the section a link leads to or None; `outlined` {id without b-: Differences}."""
    if not charts:
        return html

    def picture(found):
        source = charts.get(found[1])
        return found[0] if source is None else drawn(source, found[1], entry_of, outlined.get(found[1][2:]))

    return _PLACE.sub(picture, html)


def drawn(source, id, entry_of=lambda link: None, differences=None):
    """Html of a chart; one that cannot be read is shown as its text with what is wrong."""
    entries = {node.link: entry_of(node.link) for node in parse(source).chart.nodes if node.link}
    links = {link: (entry.label, entry.url) for link, entry in entries.items() if entry}
    if differences is None:
        return _drawn_plain(source, id, tuple(links.items()), get_language())
    return _drawn(source, id, links, differences)


@lru_cache(maxsize=256)
def _drawn_plain(source, id, links, language):
    """The same chart with the same links, as everybody reads it in this language, is laid out once."""
    return _drawn(source, id, dict(links), None)


def _drawn(source, id, links, differences):
    parsed = parse(source)
    if parsed.faults or not parsed.chart.nodes:
        return render_to_string("regulations/flow/_unread.html", {"id": id, "source": source, "faults": faults_of(source)})
    chart = parsed.chart

    def link_words(node):
        return links.get(node.link)

    facts = {
        "id": id,
        "flow": lay_out(chart, link_words, differences),
        "steps": steps_of(chart, link_words, differences),
        "label": _("Flow chart: %(name)s") % {"name": chart.name},
        "gone": differences.gone if differences else None,
        "faults": faults_of(source),
    }
    return render_to_string("regulations/flow/_chart.html", facts)


def steps_of(chart, link_words, differences=None):
    """The Steps of a chart in the order of their numbers."""
    new, new_ways, was = (differences.nodes, differences.ways, differences.was) if differences else (set(), set(), {})
    return [
        Step(
            number,
            node.kind,
            node.label,
            chart.lane_of[node.id],
            link_words(node),
            _ways(chart, node, number, new_ways),
            node.id in new,
            was.get(node.id, ""),
        )
        for number, node in enumerate(chart.nodes, start=1)
    ]


def _ways(chart, node, number, new):
    """What is said of where one goes from a step: nothing where it is simply the next one."""
    ways = chart.ways_from(node.id)
    told = [(way.answer, chart.numbers[way.target], way.pair in new) for way in ways]
    is_plain = len(told) == 1 and told[0] == ("", number + 1, False)
    return () if is_plain else tuple(told)
