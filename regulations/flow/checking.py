"""What a flow chart must be before it is published: one start, no step out of reach, no question without answers, no dead link."""

from dataclasses import dataclass

from ..links import split, targets_known_to
from .faults import Fault
from .fences import sources_in
from .parsing import parse


@dataclass(frozen=True)
class BrokenChart:
    """A chart of a section in one language; `number` is its place among the charts of that text, from 1."""

    section: str
    language: str
    number: int
    faults: tuple[Fault, ...]

    def __str__(self):
        return f"{self.section} ({self.language}): {'; '.join(map(str, self.faults))}"


def faults_of(source, is_known=None):
    """Faults of the text of a chart, by lines; `is_known` answers whether a link leads somewhere, without it nobody asks."""
    parsed = parse(source)
    faults = [*parsed.faults]
    if not any(fault.code in ("empty", "unreadable") for fault in faults):
        faults += _structure(parsed.chart)
    if is_known:
        faults += [Fault.at(node.line, "dead_link", link=node.link) for node in parsed.chart.nodes if node.link and not is_known(node.link)]
    return tuple(sorted(faults, key=lambda fault: fault.line))


def broken_in(edition):
    """BrokenCharts of an edition or a draft, in reading order; one query, and one more where there is a chart."""
    own, found = edition.regulation.code, []
    texts = edition.nodes.order_by("position", "version__texts__language")
    texts = texts.values_list("section__code", "version__texts__language", "version__texts__markdown")
    charts = [(section, language, sources_in(markdown or "")) for section, language, markdown in texts]
    alive = targets_known_to(edition) if any(sources for _section, _language, sources in charts) else set()
    for section, language, sources in charts:
        for number, source in enumerate(sources, start=1):
            if faults := faults_of(source, lambda link: split(link, own) in alive):
                found.append(BrokenChart(section, language, number, faults))
    return found


def _structure(chart):
    yield from _starts_and_ends(chart)
    for node in chart.nodes:
        ways = chart.ways_from(node.id)
        if node.kind == "end":
            yield from (Fault.at(way.line, "goes_on", id=node.id, source=way.source, target=way.target) for way in ways)
        elif node.kind == "ask":
            yield from _answers(node, ways)
        elif not ways:
            yield Fault.at(node.line, "leads_nowhere", id=node.id)
    if chart.starts:
        reached = _reached(chart)
        yield from (Fault.at(node.line, "unreachable", id=node.id) for node in chart.nodes if node.id not in reached)


def _starts_and_ends(chart):
    if not chart.starts:
        yield Fault.at(0, "no_start")
    yield from (Fault.at(node.line, "two_starts", id=node.id) for node in chart.starts[1:])
    if not any(node.kind == "end" for node in chart.nodes):
        yield Fault.at(0, "no_end")


def _answers(node, ways):
    yield from (Fault.at(way.line, "bare_answer", source=way.source, target=way.target) for way in ways if not way.answer)
    if len(ways) < 2:
        yield Fault.at(node.line, "few_answers", id=node.id)


def _reached(chart):
    """Ids that one comes to from a start; a second start is told of once, as a second start."""
    reached, left = set(), [node.id for node in chart.starts]
    while left:
        id = left.pop()
        if id not in reached:
            reached.add(id)
            left += [way.target for way in chart.ways_from(id)]
    return reached
