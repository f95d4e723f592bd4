"""A chain of steps as a flow chart: which step stands where, which ways are drawn and which are only said. Pure geometry."""

from collections import defaultdict
from dataclasses import dataclass

from crm_project.lib import lettering
from crm_project.lib.flow_boxes import PAD, TEXT, TITLE, Arrow, Box, Exit, Flow, Grid

__all__ = ["END", "NARROW", "PAD", "TEXT", "TITLE", "FlowStep", "lay_out"]

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


def lay_out(steps, narrow=False, end_words="", exit_words="{label}: {target}", stop_words="{label}"):
    """The chart of FlowSteps in their order; `narrow` keeps one column that fits a phone.

    The words name the end of the chain, a result that leads to a step, and one that ends the chain.
    """
    steps = sorted(steps, key=lambda step: step.place)
    known = {step.key: step for step in steps}
    arrows = _arrows(steps, known)
    keys = [step.key for step in steps] + ([END] if any(arrow.target == END for arrow in arrows) else [])
    grid = Grid(_cells(keys, arrows, 1 if narrow else MOST_COLUMNS), arrows)
    box_width = _box_width(narrow, grid)
    words = (end_words, exit_words, stop_words)
    boxes = {key: _box(key, known, box_width, words) for key in keys}
    width, height, _lefts = grid.settle(boxes, box_width)
    return Flow(width, height, list(boxes.values()), grid.edges(boxes), steps)


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


def _box_width(narrow, grid):
    if narrow:
        return max(NARROW - grid.ways_width, LEAST_BOX)
    return ALONE_BOX if grid.columns == 1 else WIDE_BOX


def _box(key, known, box_width, words):
    end_words, exit_words, stop_words = words
    box = Box(key, width=box_width)
    if key == END:
        box.height, box.round, box.is_centred, box.css = 40, 20, True, "st end"
        box.title = [(25, line) for line in lettering.wrapped(end_words, TEXT, box.room, 1)]
        return box
    step = box.step = known[key]
    exits = []
    for label, target in _labelled(step):
        words = stop_words if target not in known else exit_words
        full = words.format(label=label, target=known[target].place if target in known else "")
        exits.append(Exit(_exit_words(words, label, known.get(target), box.room), full, 0))
    box.css, box.has_mark = f"st {step.state}".strip(), bool(step.state)
    title = f"{step.place}. {step.title}"
    box.tip = tuple(filter(None, (title, step.about, step.note, *(one.full for one in exits))))
    return box.letter(title, step.about, step.note, exits)


def _exit_words(words, label, target, room):
    """The label gives way, where it leads stays."""
    place = target.place if target else ""
    rest = lettering.width(words.format(label="", target=place), TEXT)
    return words.format(label=lettering.cut(label, TEXT, room - rest) or lettering.ELLIPSIS, target=place)
