"""What changed between two editions of a flow chart. A step is the same one as long as its id is; two charts, no database."""

from dataclasses import dataclass

from .chart import Node, Way
from .parsing import parse


@dataclass(frozen=True)
class Differences:
    """`renamed` are (before, after) whose words changed, `altered` those whose kind, lane or link did, `relabelled` arrows by answer."""

    added: tuple[Node, ...] = ()
    removed: tuple[Node, ...] = ()
    renamed: tuple[tuple[Node, Node], ...] = ()
    altered: tuple[tuple[Node, Node], ...] = ()
    ways_added: tuple[Way, ...] = ()
    ways_removed: tuple[Way, ...] = ()
    relabelled: tuple[tuple[Way, Way], ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    def __bool__(self):
        return any((self.added, self.removed, self.renamed, self.altered, self.ways_added, self.ways_removed, self.relabelled))

    @property
    def nodes(self):
        """Ids of what is outlined in the picture after."""
        return {node.id for node in self.added} | {after.id for _before, after in (*self.renamed, *self.altered)}

    @property
    def ways(self):
        """(source, target) of the arrows that are outlined."""
        return {way.pair for way in self.ways_added} | {after.pair for _before, after in self.relabelled}

    @property
    def was(self):
        """{id: its words before}"""
        return {before.id: before.label for before, _after in self.renamed}

    @property
    def gone(self):
        """What is no longer there: words of steps, and (from, to, answer) in words of arrows between steps that still are."""
        names, left = dict(self.names), {node.id for node in self.removed}
        ways = [(names[way.source], names[way.target], way.answer) for way in self.ways_removed if not left & set(way.pair)]
        return [node.label for node in self.removed], ways


def between(before, after):
    """Differences of two Charts."""
    old, new = before.by_id, after.by_id
    both = [(old[node.id], node) for node in after.nodes if node.id in old]
    ways, ways_now = ({way.pair: way for way in chart.ways} for chart in (before, after))
    return Differences(
        added=tuple(node for node in after.nodes if node.id not in old),
        removed=tuple(node for node in before.nodes if node.id not in new),
        renamed=tuple((was, now) for was, now in both if was.label != now.label),
        altered=tuple((was, now) for was, now in both if was.label == now.label and _facts(was, before) != _facts(now, after)),
        ways_added=tuple(way for pair, way in ways_now.items() if pair not in ways),
        ways_removed=tuple(way for pair, way in ways.items() if pair not in ways_now),
        relabelled=tuple((ways[pair], way) for pair, way in ways_now.items() if pair in ways and ways[pair].answer != way.answer),
        names=tuple((node.id, node.label) for node in before.nodes),
    )


def between_texts(before, after):
    """The same of the texts of two charts."""
    return between(parse(before).chart, parse(after).chart)


def _facts(node, chart):
    return node.kind, chart.lane_of[node.id], node.link
