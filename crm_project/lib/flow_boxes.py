"""Boxes and arrows of a flow chart from top to bottom: lines of text within boxes, boxes in a grid, ways between them. Pure geometry.

Whoever draws says in which row and column each box stands; templates/ui/flow/ turns the result into SVG.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from . import lettering
from .flow_ways import Channels, drawn, ways_of

TITLE, TEXT = 14, 13
PAD = 14
LINE, SMALL_LINE, EXIT = 19, 18, 24


@dataclass
class Exit:
    """A result that leads elsewhere, as a line at the foot of its box; `y` is the middle of the line."""

    label: str
    full: str
    y: float
    css: str = ""

    @property
    def text_y(self):
        return self.y + 5


@dataclass
class Box:
    """One thing of the chart with its lines of text: [(y, words)]. `css` are its classes, `tip` what it says in full.

    `round` is the radius of its corners, `is_centred` sets the title in the middle, `href` leads where `about` says.
    """

    key: str
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    title: list = field(default_factory=list)
    about: list = field(default_factory=list)
    note: list = field(default_factory=list)
    exits: list = field(default_factory=list)
    css: str = ""
    tip: tuple = ()
    href: str = ""
    round: int = 10
    is_centred: bool = False
    has_mark: bool = False
    step: object = None

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
    def title_x(self):
        return self.middle if self.is_centred else self.text_x

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

    @property
    def room(self):
        """Width for text, in pixels."""
        return self.width - 2 * PAD

    def letter(self, title, about="", note="", exits=(), title_lines=3):
        """Write the words into the box, which becomes as high as they need; `exits` are Exits whose `y` is yet to be known."""
        y = PAD
        for lines, text, size, line, most in (
            (self.title, title, TITLE, LINE, title_lines),
            (self.about, about, TEXT, SMALL_LINE, 2),
            (self.note, note, TEXT, SMALL_LINE, 2),
        ):
            for words in lettering.wrapped(text, size, self.room, most):
                lines.append((y + size - 1, words))
                y += line
        for one in exits:
            y += EXIT if self.exits else EXIT + 6
            one.y = y - EXIT / 2
            self.exits.append(one)
        self.height = y + (4 if self.exits else PAD - 4)
        return self

    def stand_at(self, x, y):
        self.x, self.y = x, y
        for line in self.exits:
            line.y += y
        for name in ("title", "about", "note"):
            setattr(self, name, [(line_y + y, words) for line_y, words in getattr(self, name)])


@dataclass(frozen=True)
class Arrow:
    """An arrow before it has coordinates: `exit` is the number of the line it leaves from, None for the foot of the box."""

    source: str
    target: str
    exit: int | None


@dataclass(frozen=True)
class Edge:
    """An arrow between two boxes along `points`; `kind` is next, branch or back, with further classes after it."""

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
class Lane:
    """A column that belongs to somebody: a band over the whole height with a name on top."""

    x: float
    width: float
    height: float
    lines: tuple
    full: str

    @property
    def middle(self):
        return self.x + self.width / 2


@dataclass(frozen=True)
class Flow:
    width: float
    height: float
    boxes: list
    edges: list
    steps: list
    lanes: tuple = ()


class Grid:
    """Boxes by row and column, {key: (row, column)}, and the Arrows between them; knows how much room the ways take.

    With `near` arrows go by the channel nearest to their target, else by the outermost one.
    """

    def __init__(self, cells, arrows, *, columns=None, near=False):
        self.cells, self.arrows = cells, arrows
        self.columns = columns or max((column for _row, column in cells.values()), default=0) + 1
        self.ways = {
            arrow: ways_of(cells[arrow.source], cells[arrow.target], arrow.exit is None, self.columns, near=near) for arrow in arrows
        }
        rows = max((row for row, _column in cells.values()), default=0) + 1
        self.channels = Channels(self.ways, self.columns, rows)

    @property
    def ways_width(self):
        return self.channels.total_width

    def settle(self, boxes, box_width, left=0, top=0):
        """Give every box its corner, below `top` and `left` from either side; answers (width, height, lefts of the columns)."""
        heights = defaultdict(float)
        for key, (row, _column) in self.cells.items():
            heights[row] = max(heights[row], boxes[key].height)
        lefts, tops, width, height = self.channels.settle(box_width, heights, left, top)
        for key, (row, column) in self.cells.items():
            boxes[key].stand_at(lefts[column], tops[row])
        return width, height, lefts

    def edges(self, boxes, css=None):
        """`css` {(source, target): further classes}"""
        css = css or {}
        return [self._edge(arrow, way, boxes, css.get((arrow.source, arrow.target), "")) for arrow, way in self.ways.items()]

    def _edge(self, arrow, way, boxes, css):
        source, target = boxes[arrow.source], boxes[arrow.target]
        kind = self._kind(arrow)
        if arrow.exit is None:
            start = source.middle, source.bottom
        else:
            is_left = way[0].number == self.cells[arrow.source][1]
            start = source.x if is_left else source.right, source.exits[arrow.exit].y
        return Edge(arrow.source, arrow.target, f"{kind} {css}".strip(), drawn(way, source, target, self.channels, start))

    def _kind(self, arrow):
        if self.cells[arrow.target][0] <= self.cells[arrow.source][0]:
            return "back"
        return "next" if arrow.exit is None else "branch"
