"""Rows of a CSV file as other programs write it: any separator, line breaks in cells, a quotation mark nobody closed."""

import csv
from itertools import chain

SEPARATORS = ";,\t|"
_LONGEST_LINE = 100_000
_MOST_MENDED = 20
_LARGEST_CELL = 50 * 1024 * 1024


def separator_of(path, encoding):
    """The mark that stands most often between the titles, outside of quotation marks."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        line = file.readline(_LONGEST_LINE).lstrip("\ufeff")
    bare = "".join(part for place, part in enumerate(line.split('"')) if place % 2 == 0)
    return max(SEPARATORS, key=lambda mark: (bare.count(mark), -SEPARATORS.index(mark)))


def rows(path, encoding, separator):
    """Lists of cells. Raises csv.Error where nothing can be told apart.

    A quotation mark that is opened and never closed would swallow the rest of the file: then it is a mark like any other.
    """
    csv.field_size_limit(_LARGEST_CELL)
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        lines, mended = _cleaned(file), 0
        while True:
            taken = []
            yield from _rows_and_lines(lines, separator, taken)
            if not taken:
                return
            mended += 1
            if mended > _MOST_MENDED:
                raise csv.Error("quotation marks without end")
            yield next(csv.reader(taken[:1], delimiter=separator, quoting=csv.QUOTE_NONE))
            lines = chain(taken[1:], lines)


def _rows_and_lines(lines, separator, taken):
    """The rows whose quotation marks are closed; the lines of a last one that is not are left in `taken`."""
    ended = []

    def noted():
        for line in lines:
            taken.append(line)
            yield line
        ended.append(True)

    for row in csv.reader(noted(), delimiter=separator):
        # Only inside of quotation marks does the reader ask for more after the last line.
        if ended and len(taken) > 1:
            return
        taken.clear()
        yield row


def _cleaned(file):
    """A mark of the encoding before a quotation mark would hide it."""
    for number, line in enumerate(file):
        yield (line if number else line.lstrip("\ufeff")).replace("\0", "")
