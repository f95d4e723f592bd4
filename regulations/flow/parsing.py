"""The text of a flow chart → a Chart and what could not be read. Text in, facts out; nothing is drawn or looked up.

lanes: Manager | Head
start  s1  "A request comes"                      @Manager
ask    q1  "Is it a double?"  -> sec:duplicates   @Manager
end    e1  "Done"
s1 > q1 ; q1 > e1 : no
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from .chart import LONGEST_ANSWER, LONGEST_LABEL, MOST_LANES, MOST_NODES, MOST_WAYS, Chart, Node, Way
from .faults import Fault

ID = r"[A-Za-z][A-Za-z0-9_-]{0,23}"
LANES = re.compile(r"lanes\s*:\s*(?P<names>.*)\Z", re.IGNORECASE)
WORDS = r"(?:\"(?P<label>[^\"]*)\"|“(?P<curly>[^“”]*)”)"
NODE = re.compile(rf"(?P<kind>start|step|ask|end)\s+(?P<id>{ID})\s+{WORDS}(?P<rest>.*)\Z", re.IGNORECASE)
ARROWS = re.compile(rf"{ID}\s*>")
IDS = re.compile(rf"(?P<ids>{ID}(?:\s*>\s*{ID})+)\s*(?::\s*(?P<answer>.*))?\Z")
LINK = re.compile(r"->\s*(?P<link>\S+)")
LANE = re.compile(r"@\s*(?P<lane>.+)\Z")
SECTION = re.compile(r"(?:sec:|\[\[)(?P<to>(?:[A-Z][A-Z0-9]*-\d+/)?[a-z][a-z0-9-]*)(?P<end>\]\])?\Z")


@dataclass(frozen=True)
class Parsed:
    chart: Chart
    faults: tuple[Fault, ...]


@lru_cache(maxsize=256)
def parse(source):
    """The Chart of a text as far as it can be read, with every Fault in the order of lines."""
    return _Reader().read(source)


def words_of(answer):
    return " ".join(answer.split())


@dataclass
class _Reader:
    nodes: dict = field(default_factory=dict)
    ways: list = field(default_factory=list)
    lanes: tuple | None = None
    faults: list = field(default_factory=list)

    def read(self, source):
        for line, text in enumerate(source.splitlines(), start=1):
            if text.strip():
                self._line(line, text.strip())
        self._lanes_are_known()
        nodes, ways = tuple(self.nodes.values()), self._drawn_ways()
        if len(nodes) > MOST_NODES:
            self._fault(nodes[MOST_NODES].line, "nodes_many", n=len(nodes))
        if len(ways) > MOST_WAYS:
            self._fault(ways[MOST_WAYS].line, "ways_many", n=len(ways))
        if not nodes and not self.faults:
            self._fault(0, "empty")
        chart = Chart(nodes, ways, self.lanes or ())
        return Parsed(chart, tuple(sorted(self.faults, key=lambda fault: fault.line)))

    def _fault(self, line, code, **facts):
        self.faults.append(Fault.at(line, code, **facts))

    def _line(self, line, text):
        if found := LANES.match(text):
            self._name_lanes(line, found["names"])
        elif found := NODE.match(text):
            self._node(line, found)
        elif ARROWS.match(text):
            for one in filter(None, map(str.strip, text.split(";"))):
                self._arrows(line, one)
        else:
            self._fault(line, "unreadable", words=text[:60])

    def _name_lanes(self, line, names):
        lanes = tuple(filter(None, map(words_of, names.split("|"))))
        if self.lanes is not None:
            self._fault(line, "lanes_twice")
            return
        for place, lane in enumerate(lanes):
            if lane in lanes[:place]:
                self._fault(line, "lane_repeated", lane=lane)
        if len(lanes) > MOST_LANES:
            self._fault(line, "lanes_many", n=len(lanes))
        self.lanes = tuple(dict.fromkeys(lanes))

    def _node(self, line, found):
        id, label = found["id"], words_of(found["label"] or found["curly"] or "")
        if id in self.nodes:
            self._fault(line, "id_taken", id=id, other=self.nodes[id].line)
            return
        if not label:
            self._fault(line, "label_empty", id=id)
        elif "[[" in label:
            self._fault(line, "label_link", id=id)
        elif len(label) > LONGEST_LABEL:
            self._fault(line, "label_long", id=id, n=len(label))
        link, lane = self._link_and_lane(line, found["rest"])
        self.nodes[id] = Node(id, found["kind"].lower(), label, lane, link, line)

    def _link_and_lane(self, line, rest):
        link = ""
        if found := LINK.search(rest):
            section = SECTION.match(found["link"])
            if section and found["link"].startswith("[[") == bool(section["end"]):
                link = section["to"]
            else:
                self._fault(line, "link_unreadable", link=found["link"])
            rest = f"{rest[: found.start()]} {rest[found.end() :]}"
        lane = LANE.match(rest.strip())
        if rest.strip() and not lane:
            self._fault(line, "unreadable", words=rest.strip()[:60])
        return link, words_of(lane["lane"]) if lane else ""

    def _arrows(self, line, text):
        found = IDS.match(text)
        if not found:
            self._fault(line, "arrow_unreadable", words=text[:60])
            return
        ids, answer = re.findall(ID, found["ids"]), words_of(found["answer"] or "")
        if answer and len(ids) > 2:
            self._fault(line, "answer_of_many", answer=answer)
        if len(answer) > LONGEST_ANSWER:
            self._fault(line, "answer_long", answer=answer)
        self.ways += [Way(source, target, answer, line) for source, target in pairwise(ids)]

    def _lanes_are_known(self):
        for node in self.nodes.values():
            if node.lane and node.lane not in (self.lanes or ()):
                self._fault(node.line, "lane_unknown", lane=node.lane)

    def _drawn_ways(self):
        """The arrows between two steps that are there, each once."""
        drawn = {}
        for way in self.ways:
            at = {"source": way.source, "target": way.target}
            if missing := next((id for id in way.pair if id not in self.nodes), None):
                self._fault(way.line, "arrow_nowhere", id=missing, **at)
            elif way.source == way.target:
                self._fault(way.line, "arrow_round", **at)
            elif way.pair in drawn:
                self._fault(way.line, "arrow_twice", **at)
            else:
                drawn[way.pair] = way
        return tuple(drawn.values())
