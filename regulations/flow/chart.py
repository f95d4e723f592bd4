"""A flow chart as its text says it: who does what, and what comes next. Nothing here is drawn."""

from dataclasses import dataclass
from functools import cached_property

MOST_NODES, MOST_WAYS, MOST_LANES = 40, 120, 6
LONGEST_LABEL, LONGEST_ANSWER = 90, 40


@dataclass(frozen=True)
class Node:
    """`kind` is start, step, ask or end; `lane` a name or ""; `link` "deal-lost", "CRM-01/deal-lost" or ""; `line` counts from 1."""

    id: str
    kind: str
    label: str
    lane: str = ""
    link: str = ""
    line: int = 0


@dataclass(frozen=True)
class Way:
    """An arrow; of a question it carries the answer."""

    source: str
    target: str
    answer: str = ""
    line: int = 0

    @property
    def pair(self):
        return self.source, self.target


@dataclass(frozen=True)
class Chart:
    """Nodes in the order they are written, which is the order of their numbers."""

    nodes: tuple[Node, ...] = ()
    ways: tuple[Way, ...] = ()
    lanes: tuple[str, ...] = ()

    @cached_property
    def by_id(self):
        return {node.id: node for node in self.nodes}

    @cached_property
    def numbers(self):
        return {node.id: number for number, node in enumerate(self.nodes, start=1)}

    @cached_property
    def starts(self):
        return [node for node in self.nodes if node.kind == "start"]

    @cached_property
    def name(self):
        """What the chart is called: where it begins."""
        first = next(iter([*self.starts, *self.nodes]), None)
        return first.label if first else ""

    def ways_from(self, id):
        return self._by_source.get(id, [])

    def ways_to(self, id):
        return [way for way in self.ways if way.target == id]

    @cached_property
    def _by_source(self):
        found = {}
        for way in self.ways:
            found.setdefault(way.source, []).append(way)
        return found

    @cached_property
    def lane_of(self):
        """{id: name}: a node that names no lane stands where the first one stands that leads to it."""
        found = {node.id: node.lane for node in self.nodes if node.lane}
        for _time in self.nodes if self.lanes else ():
            for way in self.ways:
                if way.target not in found and way.source in found:
                    found[way.target] = found[way.source]
        return {node.id: found.get(node.id, self.lanes[0] if self.lanes else "") for node in self.nodes}
