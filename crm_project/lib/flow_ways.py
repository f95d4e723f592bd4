"""The ways of the arrows of a flow chart: up and down the channels beside the columns, along the gaps between the rows.

In a channel or gap every target has a line of its own where ways would lie on one another; arrows to one target share it.
"""

from collections import defaultdict
from dataclasses import dataclass

TRACK = 10
BARE_GAP, GAP_EDGE = 34, 16
BARE_EDGE, EDGE, INNER = 2, 11, 14
PORT = 18


@dataclass(frozen=True)
class Piece:
    """A straight part: down the channel or along the gap of this number, between two places in the order of the grid.

    Gap r and channel c lie at 2r and 2c, row r and column c at 2r + 1 and 2c + 1.
    """

    is_down: bool
    number: int
    start: int
    end: int
    is_back: bool


def ways_of(source, target, by_foot, columns, near=False):
    """The pieces of an arrow from (row, column) to another; it leaves by the foot of its box, or by a side. () is straight down.

    Where it does not go to the next row it goes by the outermost channel, with `near` by the one nearest to its target.
    """
    (row, column), (to_row, to_column) = source, target
    is_back = to_row <= row
    rim = 0 if is_back else columns
    turn = _turn(to_row, to_column, is_back)
    if by_foot and to_row == row + 1:
        return () if column == to_column else (turn(2 * column + 1),)
    if near:
        return _near_way(source, target, by_foot, turn)
    rim_way = _by_rim(rim, turn, to_row, is_back)
    if by_foot:
        return rim_way(row + 1, 2 * column + 1)
    beside = column if is_back else column + 1
    if beside == rim or to_row in (row, row + 1):
        return Piece(True, beside, 2 * row + 1, 2 * to_row, is_back), turn(2 * beside)
    gap = row if is_back else row + 1
    return Piece(True, beside, 2 * row + 1, 2 * gap, is_back), *rim_way(gap, 2 * beside)


def _near_way(source, target, by_foot, turn):
    """By a side down (or up) the channel beside the box it leaves; by the foot by the channel beside its target."""
    (row, column), (to_row, to_column) = source, target
    is_back = to_row <= row
    if by_foot:
        channel = min(column, to_column) if is_back else to_column + (to_column <= column)
        along = Piece(False, row + 1, 2 * column + 1, 2 * channel, is_back)
        return along, Piece(True, channel, 2 * (row + 1), 2 * to_row, is_back), turn(2 * channel)
    is_left = is_back or to_column < column
    channel = column if is_left else column + 1
    return Piece(True, channel, 2 * row + 1, 2 * to_row, is_left), turn(2 * channel)


def _turn(to_row, to_column, is_back):
    """The last part: along the gap above the target, from `start`."""
    return lambda start: Piece(False, to_row, start, 2 * to_column + 1, is_back)


def _by_rim(rim, turn, to_row, is_back):
    """Along a gap to the outermost channel, and by that to the row of the target."""

    def way(gap, start):
        return Piece(False, gap, start, 2 * rim, is_back), Piece(True, rim, 2 * gap, 2 * to_row, is_back), turn(2 * rim)

    return way


class Channels:
    """Which line each target has in every channel and gap, how much room they take, and (when settled) where they lie."""

    def __init__(self, ways, columns, rows):
        self.columns, self.rows = columns, rows
        self.x, self.y = {}, {}
        spans = defaultdict(dict)
        for arrow, way in ways.items():
            for piece in way:
                here, line = spans[piece.is_down, piece.number], (arrow.target, piece.is_back)
                low, high = here.get(line, (piece.start, piece.start))
                here[line] = min(low, piece.start, piece.end), max(high, piece.start, piece.end)
        self._tracks = {place: _tracks(found) for place, found in spans.items()}

    @property
    def total_width(self):
        return sum(self._breadth(number) for number in range(self.columns + 1))

    def settle(self, box_width, heights, left=0, top=0):
        """(left of every column, top of every row, width, height) of the whole; from now on `x` and `y` of every line are known.

        Nothing stands above `top`, nor nearer than `left` to either side.
        """
        lefts, tops, x, y = {}, {}, left, top
        for number in range(self.columns + 1):
            self._settle_channel(number, x)
            x += self._breadth(number)
            if number < self.columns:
                lefts[number] = x
                x += box_width
        for number in range(self.rows + 1):
            for line, track in self._tracks.get((False, number), {}).items():
                self.y[number, line] = y + GAP_EDGE - 4 + track * TRACK
            y += self._depth(number)
            if number < self.rows:
                tops[number] = y
                y += heights[number]
        return lefts, tops, x + left, y

    def _settle_channel(self, number, x):
        for line, track in self._tracks.get((True, number), {}).items():
            edge = EDGE if number in (0, self.columns) else INNER
            self.x[number, line] = x + self._breadth(number) - edge - track * TRACK if number == 0 else x + edge + track * TRACK

    def _count(self, is_down, number):
        return max(self._tracks.get((is_down, number), {}).values(), default=-1) + 1

    def _breadth(self, number):
        tracks = self._count(True, number)
        if number in (0, self.columns):
            return EDGE + tracks * TRACK if tracks else BARE_EDGE
        return 2 * INNER + max(tracks - 1, 0) * TRACK

    def _depth(self, number):
        tracks = self._count(False, number)
        if number in (0, self.rows) and not tracks:
            return BARE_EDGE
        return max(BARE_GAP, 2 * GAP_EDGE + (tracks - 1) * TRACK)


def _tracks(spans):
    """{line: number}: the shortest nearest to the boxes, those back after the others; lines that meet have different numbers."""
    given = {}
    for line, (low, high) in sorted(spans.items(), key=lambda item: (item[0][1], item[1][1] - item[1][0], item[1][0])):
        least = max((given[other] + 1 for other in given if other[1] < line[1]), default=0)
        taken = {given[other] for other in given if spans[other][0] <= high and low <= spans[other][1]}
        given[line] = next(number for number in range(least, 2 * len(spans) + 1) if number not in taken)
    return given


def drawn(way, source, target, channels, start):
    """The points from `start` on the source's box to the top of the target's."""
    (x, y), points = start, [start]
    for piece in way:
        if piece.is_down:
            x = channels.x[piece.number, (target.key, piece.is_back)]
        else:
            y = channels.y[piece.number, (target.key, piece.is_back)]
        points.append((x, y))
    if way:
        x = target.middle + (-PORT if way[-1].start < way[-1].end else PORT)
        points.append((x, y))
    return (*points, (x, target.y))
