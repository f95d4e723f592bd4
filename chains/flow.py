"""A chain of steps as a chart from top to bottom: where its boxes stand and which way its arrows go. Pure geometry."""

from collections import defaultdict
from dataclasses import dataclass, field

from . import lettering
from .flow_ways import Channels, drawn, ways_of

TITLE, TEXT = 14, 13
PAD = 14
LINE, SMALL_LINE, EXIT = 19, 18, 24
NARROW, WIDE_BOX, ALONE_BOX, LEAST_BOX = 316, 268, 380, 190
MOST_COLUMNS = 3
END = "end"


@dataclass(frozen=True)
class FlowStep:
    """`nexts` are (label, key): "" is the usual way, other labels are results; a key of None ends the chain.

    `who`, `length` and `after` (what comes next) are words; `state` and `note` say how a step of a running chain stands.
    """

    key: str
    place: int
    title: str
    who: str = ""
    length: str = ""
    nexts: tuple = ()
    state: str = ""
    note: str = ""
    after: str = ""

    @property
    def about(self):
        return " · ".join(word for word in (self.who, self.length) if word)


@dataclass
class Exit:
    """A result that leads elsewhere, as a line at the foot of its box; `y` is the middle of the line."""

    label: str
    full: str
    y: float

    @property
    def text_y(self):
        return self.y + 5


@dataclass
class Box:
    """A step, or the end of the chain, with its lines of text: [(y, words)]."""

    key: str
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    step: FlowStep | None = None
    title: list = field(default_factory=list)
    about: list = field(default_factory=list)
    note: list = field(default_factory=list)
    exits: list = field(default_factory=list)

    @property
    def right(self):
        return self.x + self.width

    @property
    def bottom(self):
        return self.y + self.height

    @property
    def middle(self):
        return self.x + self.width / 2

    @property
    def text_x(self):
        return self.x + PAD

    @property
    def exits_y(self):
        """The line between what the step is and where its results lead."""
        return self.exits[0].y - EXIT / 2 if self.exits else None

    @property
    def mark_y(self):
        return self.y + 10

    @property
    def mark_height(self):
        return self.height - 20


@dataclass(frozen=True)
class Edge:
    """An arrow between two boxes along `points`; `kind` is next, branch or back."""

    source: str
    target: str
    kind: str
    points: tuple

    @property
    def path(self):
        (x, y), *others = self.points
        return f"M{x:g} {y:g} " + " ".join(f"L{x:g} {y:g}" for x, y in others)

    @property
    def head(self):
        """The triangle at its end, which points down."""
        x, y = self.points[-1]
        return f"M{x:g} {y:g} l-5 -8 h10 z"


@dataclass(frozen=True)
class Flow:
    width: float
    height: float
    boxes: list
    edges: list
    steps: list


@dataclass(frozen=True)
class Arrow:
    """An arrow before it has coordinates: `exit` is the number of the line it leaves from, None for the usual way."""

    source: str
    target: str
    exit: int | None


def lay_out(steps, narrow=False, end_words="", exit_words="{label}: {target}", stop_words="{label}"):
    """The chart of FlowSteps in their order; `narrow` keeps one column that fits a phone.

    The words name the end of the chain, a result that leads to a step, and one that ends the chain.
    """
    steps = sorted(steps, key=lambda step: step.place)
    known = {step.key: step for step in steps}
    arrows = _arrows(steps, known)
    keys = [step.key for step in steps] + ([END] if any(arrow.target == END for arrow in arrows) else [])
    cells = _cells(keys, arrows, 1 if narrow else MOST_COLUMNS)
    columns = max((column for _row, column in cells.values()), default=0) + 1
    ways = {arrow: ways_of(cells[arrow.source], cells[arrow.target], arrow.exit is None, columns) for arrow in arrows}
    channels = Channels(ways, columns, max((row for row, _column in cells.values()), default=0) + 1)
    box_width = _box_width(narrow, columns, channels)
    words = (end_words, exit_words, stop_words)
    boxes = {key: _box(key, known, box_width, words) for key in keys}
    width, height = _place(boxes, cells, channels, box_width)
    edges = [_edge(arrow, way, _kind(arrow, cells), boxes, channels) for arrow, way in ways.items()]
    return Flow(width, height, list(boxes.values()), edges, steps)


def _arrows(steps, known):
    """What is drawn: every way to a step, and the usual way to the end; results that end the chain are words in their box."""
    arrows = []
    for step in steps:
        for number, (_label, key) in enumerate(_labelled(step)):
            if key in known:
                arrows.append(Arrow(step.key, key, number))
        for label, key in step.nexts:
            if not label:
                arrows.append(Arrow(step.key, key if key in known else END, None))
                break
    return arrows


def _labelled(step):
    return [(label, key) for label, key in step.nexts if label]


def _cells(keys, arrows, most):
    """{key: (row, column)}: every step stands below all that lead to it, the usual way goes straight down."""
    order = {key: number for number, key in enumerate(keys)}
    usual = {arrow.target: arrow.source for arrow in reversed(arrows) if arrow.exit is None}
    before = defaultdict(list)
    for arrow in arrows:
        if order[arrow.source] < order[arrow.target]:
            before[arrow.target].append(arrow.source)
    level, cells = {}, {}
    for number, key in enumerate(keys):
        above = max(level.values(), default=-1) if key == END else level.get(keys[number - 1], -1)
        level[key] = max((level[source] for source in before[key]), default=above) + 1 if key != END else above + 1
    rows = [several[start : start + most] for several in _by_level(keys, level) for start in range(0, len(several), most)]
    for row, several in enumerate(rows):
        free = list(range(most))
        for key in several:
            wanted = cells.get(usual.get(key), (0, 0))[1]
            column = wanted if wanted in free else free[0]
            free.remove(column)
            cells[key] = (row, column)
    return cells


def _by_level(keys, level):
    return [[key for key in keys if level[key] == number] for number in sorted(set(level.values()))]


def _kind(arrow, cells):
    if cells[arrow.target][0] <= cells[arrow.source][0]:
        return "back"
    return "next" if arrow.exit is None else "branch"


def _edge(arrow, way, kind, boxes, channels):
    source, target = boxes[arrow.source], boxes[arrow.target]
    if arrow.exit is None:
        start = source.middle, source.bottom
    else:
        start = source.x if kind == "back" else source.right, source.exits[arrow.exit].y
    return Edge(arrow.source, arrow.target, kind, drawn(way, source, target, channels, start))


def _box_width(narrow, columns, channels):
    if narrow:
        return max(NARROW - channels.total_width, LEAST_BOX)
    return ALONE_BOX if columns == 1 else WIDE_BOX


def _box(key, known, box_width, words):
    end_words, exit_words, stop_words = words
    room = box_width - 2 * PAD
    if key == END:
        title = lettering.wrapped(end_words, TEXT, room, 1)
        return Box(END, width=box_width, height=40, title=[(25, line) for line in title])
    step, box = known[key], Box(key, width=box_width, step=known[key])
    y = PAD
    for name, text, size, line, most in (
        ("title", f"{step.place}. {step.title}", TITLE, LINE, 3),
        ("about", step.about, TEXT, SMALL_LINE, 2),
        ("note", step.note, TEXT, SMALL_LINE, 2),
    ):
        for words_of_line in lettering.wrapped(text, size, room, most):
            getattr(box, name).append((y + size - 1, words_of_line))
            y += line
    for label, target in _labelled(step):
        words = stop_words if target not in known else exit_words
        full = words.format(label=label, target=known[target].place if target in known else "")
        y += EXIT if box.exits else EXIT + 6
        box.exits.append(Exit(_exit_words(words, label, known.get(target), room), full, y - EXIT / 2))
    box.height = y + (4 if box.exits else PAD - 4)
    return box


def _exit_words(words, label, target, room):
    """The label gives way, where it leads stays."""
    place = target.place if target else ""
    rest = lettering.width(words.format(label="", target=place), TEXT)
    return words.format(label=lettering.cut(label, TEXT, room - rest) or lettering.ELLIPSIS, target=place)


def _place(boxes, cells, channels, box_width):
    """Give every box its corner and every channel its coordinates; answers the size of the whole."""
    heights = defaultdict(float)
    for key, (row, _column) in cells.items():
        heights[row] = max(heights[row], boxes[key].height)
    lefts, tops, width, height = channels.settle(box_width, heights)
    for key, (row, column) in cells.items():
        box = boxes[key]
        box.x, box.y = lefts[column], tops[row]
        for line in box.exits:
            line.y += box.y
        for name in ("title", "about", "note"):
            setattr(box, name, [(y + box.y, words) for y, words in getattr(box, name)])
    return width, height
