"""Rows of the first table of an HTML file: what Bitrix24 and others call “Excel”. Nothing is loaded, nothing is run."""

from html.parser import HTMLParser

_PIECE = 1 << 15
_MOST_PENDING = 1 << 20
_MOST_CELLS = 1000
_MOST_PIECES = 10_000


class BrokenTable(ValueError):
    """The marks of the file never end, or its rows are longer than any table's."""


def rows(path, encoding):
    """Lists of texts, row by row as the file is read."""
    reader = _Reader()
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        while piece := file.read(_PIECE):
            reader.feed(piece)
            if len(reader.rawdata) > _MOST_PENDING or reader.is_too_wide:
                raise BrokenTable
            yield from reader.taken()
            if reader.is_over:
                return
    reader.close()
    reader.end_row()
    yield from reader.taken()


class _Reader(HTMLParser):
    """Collects the cells of one table; a table within a cell adds its words to that cell."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.is_over = self.is_too_wide = False
        self._depth, self._ready, self._row, self._cell, self._deaf = 0, [], None, None, 0

    def taken(self):
        ready, self._ready = self._ready, []
        return ready

    def handle_starttag(self, tag, attrs):
        if self.is_over:
            return
        if tag == "table":
            self._depth += 1
        elif tag in ("script", "style"):
            self._deaf += 1
        elif self._depth == 1 and tag == "tr":
            self.end_row()
            self._row = []
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._row, self._cell = [] if self._row is None else self._row, []
        elif tag in ("br", "p", "div", "li"):
            self._hear("\n")

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self._deaf = max(0, self._deaf - 1)
        elif tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self.end_row()
                self.is_over = True
        elif self._depth == 1 and tag == "tr":
            self.end_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()

    def handle_data(self, data):
        if not self._deaf:
            self._hear(data)

    def end_row(self):
        self._end_cell()
        if self._row is not None:
            self._ready.append(self._row)
        self._row = None

    def _hear(self, text):
        if self._cell is not None:
            self._cell.append(text)
            self.is_too_wide = self.is_too_wide or len(self._cell) > _MOST_PIECES

    def _end_cell(self):
        if self._cell is not None:
            self._row.append("".join(self._cell).replace("\xa0", " ").strip())
            self.is_too_wide = self.is_too_wide or len(self._row) > _MOST_CELLS
        self._cell = None
