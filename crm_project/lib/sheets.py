"""Tables of other programs: CSV in any usual encoding and separator, XLSX checked before it is opened.

`open_sheet(path, name)` → Sheet(head, rows, encoding, separator); cells are str, Decimal-safe str, datetime, date or None.
"""

import codecs
import csv
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

MOST_BYTES = 50 * 1024 * 1024
MOST_COLUMNS = 200
MOST_ROWS = 500_000
_MOST_UNPACKED = 400 * 1024 * 1024
_MOST_RATIO = 200
_EMPTY_RUN = 1000


class UnreadableFile(Exception):
    """The file cannot be read as a table; `why` is a code the page has words for:
    too_large, too_many_columns, too_many_rows, damaged, empty, unknown_kind, encoding."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@dataclass
class Sheet:
    """A table with titled columns; iterate it for (row number in the file, [cells])."""

    path: Path
    head: list = field(default_factory=list)
    encoding: str = ""
    separator: str = ""
    is_excel: bool = False

    def __iter__(self):
        rows = _excel_rows(self.path) if self.is_excel else _csv_rows(self.path, self.encoding, self.separator)
        width, empty = len(self.head), 0
        for number, cells in enumerate(rows, start=1):
            if number == 1:
                continue
            if number > MOST_ROWS + 1:
                raise UnreadableFile("too_many_rows")
            cells = [_tidy(cell) for cell in cells[:width]]
            if not any(cell not in (None, "") for cell in cells):
                empty += 1
                if empty >= _EMPTY_RUN:
                    return
                continue
            empty = 0
            yield number, cells + [None] * (width - len(cells))

    def sample(self, count):
        """The first rows, for a preview."""
        rows = []
        for row in self:
            rows.append(row)
            if len(rows) >= count:
                break
        return rows


def open_sheet(path, name):
    """Look at a stored file: its kind by content, its encoding and separator, its head row."""
    path = Path(path)
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFile("too_large")
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == b"PK\x03\x04":
        _check_zip(path)
        sheet = Sheet(path, is_excel=True)
        first = next(iter(_excel_rows(path)), None)
    elif magic[:4] == b"\xd0\xcf\x11\xe0" or name.lower().endswith((".xls", ".ods", ".pdf", ".doc", ".docx")):
        raise UnreadableFile("unknown_kind")
    else:
        encoding = _encoding_of(path)
        separator = _separator_of(path, encoding)
        sheet = Sheet(path, encoding=encoding, separator=separator)
        first = next(iter(_csv_rows(path, encoding, separator)), None)
    if not first or not any(cell not in (None, "") for cell in first):
        raise UnreadableFile("empty")
    sheet.head = _head(first)
    if len(sheet.head) > MOST_COLUMNS:
        raise UnreadableFile("too_many_columns")
    return sheet


def _head(cells):
    """Titles of the columns; an empty last column of a trailing separator is dropped, doubles get a number."""
    titles = [str(cell or "").strip() for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    seen, head = {}, []
    for place, title in enumerate(titles, start=1):
        title = title or f"№ {place}"
        seen[title] = seen.get(title, 0) + 1
        head.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return head


def _tidy(cell):
    if isinstance(cell, float) and cell.is_integer():
        # Sheets keep every number as a float; a phone or INN must not end in «.0».
        return str(int(cell))
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return repr(cell) if isinstance(cell, float) else str(cell)
    if isinstance(cell, datetime | date) or cell is None:
        return cell
    return str(cell).strip()


def _encoding_of(path):
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1251"
    return "utf-8"


def _separator_of(path, encoding):
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        line = file.readline(100_000)
    bare = "".join(part for place, part in enumerate(line.split('"')) if place % 2 == 0)
    return max(";,\t|", key=lambda mark: (bare.count(mark), -";,\t|".index(mark)))


def _csv_rows(path, encoding, separator):
    csv.field_size_limit(MOST_BYTES)
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        try:
            yield from csv.reader((line.replace("\0", "") for line in file), delimiter=separator)
        except csv.Error:
            raise UnreadableFile("damaged") from None


def _check_zip(path):
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UnreadableFile("damaged") from None
    unpacked, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members) or 1
    if len(members) > 2000 or unpacked > _MOST_UNPACKED or (unpacked > 20_000_000 and unpacked / packed > _MOST_RATIO):
        raise UnreadableFile("too_large")


def _excel_rows(path):
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        if (sheet.max_column or 0) > MOST_COLUMNS * 5:
            sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1):
            yield list(row)
    except UnreadableFile:
        raise
    except Exception:  # whatever a hostile archive breaks in the reader, the answer is one: the file is damaged
        raise UnreadableFile("damaged") from None
