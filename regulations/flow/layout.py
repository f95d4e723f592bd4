"""Where the boxes of a chart stand: below all that leads to them, in the column of their lane. Pure geometry."""

from crm_project.lib import lettering
from crm_project.lib.flow_boxes import LINE, TEXT, Arrow, Box, Exit, Flow, Grid, Lane

PAGE = 680
"""Pixels beside the contents of a handbook; what needs more is scrolled in its frame."""
MOST_BOX, ALONE_BOX, LEAST_BOX = 276, 360, 176
MOST_COLUMNS = 3
HEAD, BAND = 14, 8
TITLE_LINES = 6
ROUND = {"start": 18, "end": 18}
CSS = {"end": "fin"}


def lay_out(chart, link_words, differences=None):
    """The Flow of a Chart. `link_words(node)` answers (words, address) or None; `differences` say what is outlined."""
    arrows = _arrows(chart)
    cells = _cells(chart)
    columns = len(chart.lanes) or None
    grid = Grid(cells, arrows, columns=columns, near=True)
    width = _box_width(grid)
    boxes = {node.id: _box(chart, node, width, link_words(node), differences) for node in chart.nodes}
    heads = [lettering.wrapped(lane, TEXT, width, 2) for lane in chart.lanes]
    top = HEAD + LINE * max(map(len, heads)) if heads else BAND
    whole, height, lefts = grid.settle(boxes, width, left=BAND, top=top)
    height += BAND
    lanes = tuple(_lane(lefts[place], width, height, lines, chart.lanes[place]) for place, lines in enumerate(heads))
    outlined = dict.fromkeys(differences.ways, "chg") if differences else {}
    return Flow(whole, height, list(boxes.values()), grid.edges(boxes, outlined), [], lanes)


def _box_width(grid):
    if grid.columns == 1:
        return ALONE_BOX
    return max(LEAST_BOX, min(MOST_BOX, int((PAGE - 2 * BAND - grid.ways_width) / grid.columns)))


def _lane(x, width, height, lines, full):
    return Lane(x - BAND, width + 2 * BAND, height, tuple((HEAD + 8 + place * LINE, line) for place, line in enumerate(lines)), full)


def _arrows(chart):
    """An arrow with words leaves from their line in the box, one without from the foot."""
    arrows = []
    for node in chart.nodes:
        number = 0
        for way in chart.ways_from(node.id):
            arrows.append(Arrow(way.source, way.target, number if way.answer else None))
            number += bool(way.answer)
    return arrows


def _cells(chart):
    """{id: (row, column)}: a node stands below all that lead to it, save by a way back; no two in one cell."""
    forward = _forward(chart)
    taken, cells = set(), {}
    for id in _in_order(chart, forward):
        before = [cells[source] for source, target in forward if target == id]
        row = max((place[0] for place in before), default=-1) + 1
        wanted = _columns(chart, id, before)
        while not (free := [column for column in wanted if (row, column) not in taken]):
            row += 1
        cells[id] = row, free[0]
        taken.add(cells[id])
    return cells


def _columns(chart, id, before):
    """Columns a node may stand in, the best first."""
    if chart.lanes:
        return [chart.lanes.index(chart.lane_of[id])] if chart.lane_of[id] in chart.lanes else [0]
    first = before[0][1] if before else 0
    return sorted(range(MOST_COLUMNS), key=lambda column: (column != first, column))


def _forward(chart):
    """(source, target) of the ways that do not lead back to where one has come from."""
    forward, open_ids, done = [], [], set()

    def visit(id):
        open_ids.append(id)
        for way in chart.ways_from(id):
            if way.target not in open_ids:
                forward.append(way.pair)
                if way.target not in done:
                    visit(way.target)
        open_ids.pop()
        done.add(id)

    for node in (*chart.starts, *chart.nodes):
        if node.id not in done:
            visit(node.id)
    return forward


def _in_order(chart, forward):
    """Ids so that each comes after all that lead to it; of several the one that is written first."""
    waits = {node.id: {source for source, target in forward if target == node.id} for node in chart.nodes}
    while waits:
        id = next(id for id, before in waits.items() if not before & waits.keys())
        yield id
        del waits[id]


def _box(chart, node, width, link, differences):
    is_new = differences is not None and node.id in differences.nodes
    new_ways = differences.ways if differences is not None else ()
    box = Box(node.id, width=width, css=f"st {CSS.get(node.kind, node.kind)}{' chg' if is_new else ''}", round=ROUND.get(node.kind, 8))
    words, box.href = link or ("", "")
    exits = [_exit(chart, way, box.room, "chg" if way.pair in new_ways else "") for way in chart.ways_from(node.id) if way.answer]
    title = f"{chart.numbers[node.id]}. {node.label}"
    box.tip = tuple(filter(None, (title, chart.lane_of[node.id], words, *(one.full for one in exits))))
    return box.letter(title, words, exits=exits, title_lines=TITLE_LINES)


def _exit(chart, way, room, css):
    """The answer gives way, where it leads stays."""
    target = f" → {chart.numbers[way.target]}"
    kept = lettering.cut(way.answer, TEXT, room - lettering.width(target, TEXT)) or lettering.ELLIPSIS
    return Exit(kept + target, way.answer + target, 0, css)
