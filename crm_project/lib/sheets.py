"""Tables of other programs: CSV in any usual encoding and separator, XLSX checked before it is opened, HTML called .xls, vCard.

`open_sheet(path, name)` → Sheet(head, rows, kind, encoding, separator); cells are str, Decimal-safe str, datetime, date or None.
"""

import csv
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from . import csv_rows, html_rows, vcards
from .encodings import NAMES, encoding_of

MOST_BYTES = 50 * 1024 * 1024
MOST_COLUMNS = 200
MOST_ROWS = 500_000
_MOST_UNPACKED = 400 * 1024 * 1024
_MOST_RATIO = 200
_EMPTY_RUN = 1000
_LOOKED_AT = 1 << 16
_FORMULAS_LOOKED_AT = 50
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


class UnreadableFile(Exception):
    """The file cannot be read as a table; `why` is a code the page has words for:
    too_large, too_many_columns, too_many_rows, damaged, empty, only_titles, unknown_kind, not_text, old_excel, locked, formulas."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@dataclass
class Sheet:
    """A table with titled columns; iterate it for (row number in the file, [cells]). `kind`: excel, csv, html or vcard."""

    path: Path
    kind: str
    head: list = field(default_factory=list)
    encoding: str = ""
    separator: str = ""

    def __iter__(self):
        width, empty = len(self.head), 0
        for number, cells in enumerate(self.lines(), start=1):
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

    def lines(self):
        """Every row as the file has it, the titles first."""
        if self.kind == "excel":
            return _excel_rows(self.path)
        if self.kind == "csv":
            return _csv_rows(self.path, self.encoding, self.separator)
        return _marked_rows(self.path, self.kind, self.encoding)

    def sample(self, count):
        """The first rows, for a preview."""
        rows = []
        for row in self:
            rows.append(row)
            if len(rows) >= count:
                break
        return rows


def open_sheet(path, name, encoding="", separator=""):
    """Look at a stored file: its kind by content, its encoding and separator unless they are told, its head row."""
    path = Path(path)
    if not path.exists():
        raise UnreadableFile("gone")
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFile("too_large")
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == b"PK\x03\x04":
        _check_zip(path)
        sheet = Sheet(path, "excel")
    elif magic == b"%PDF":
        raise UnreadableFile("not_text")
    elif magic == _OLD_OFFICE:
        raise UnreadableFile("locked" if _is_locked(path) else "old_excel")
    else:
        sheet = _text_sheet(path, name, encoding, separator)
    first = next(iter(sheet.lines()), None)
    if not first or not any(cell not in (None, "") for cell in first):
        raise UnreadableFile("empty")
    sheet.head = _head(first)
    if len(sheet.head) > MOST_COLUMNS:
        raise UnreadableFile("too_many_columns")
    return sheet


def check_rows(sheet):
    """A table is worth going on with if there is anything under its titles that can be read."""
    if not sheet.sample(1):
        raise UnreadableFile("only_titles")
    if sheet.kind == "excel" and _is_unreckoned(sheet.path):
        raise UnreadableFile("formulas")


def _text_sheet(path, name, encoding, separator):
    if not path.stat().st_size:
        raise UnreadableFile("empty")
    encoding = encoding if encoding in NAMES else encoding_of(path)
    if encoding is None or name.lower().endswith((".pdf", ".doc", ".docx", ".ods")):
        raise UnreadableFile("not_text" if encoding is None else "unknown_kind")
    with path.open(encoding=encoding, errors="replace") as file:
        beginning = file.read(_LOOKED_AT).lstrip("\ufeff \t\r\n").casefold()
    if beginning.startswith("begin:vcard"):
        return Sheet(path, "vcard", encoding=encoding)
    if beginning.startswith("<"):
        if "<table" not in beginning:
            raise UnreadableFile("unknown_kind")
        return Sheet(path, "html", encoding=encoding)
    if separator not in csv_rows.SEPARATORS or not separator:
        separator = csv_rows.separator_of(path, encoding)
    return Sheet(path, "csv", encoding=encoding, separator=separator)


def _head(cells):
    """Titles of the columns; an empty last column of a trailing separator is dropped, doubles get a number."""
    titles = [str("" if cell is None else cell).strip().lstrip("\ufeff") for cell in cells]
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


def _csv_rows(path, encoding, separator):
    try:
        yield from csv_rows.rows(path, encoding, separator)
    except csv.Error:
        raise UnreadableFile("damaged") from None


def _marked_rows(path, kind, encoding):
    """Rows of a file that is no grid of cells by itself; its marks may be broken anywhere."""
    try:
        if kind == "vcard":
            yield vcards.head()
            yield from vcards.rows(path, encoding)
        else:
            yield from html_rows.rows(path, encoding)
    except (ValueError, AssertionError):
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
    if not any(one.filename.startswith("xl/") for one in members):
        raise UnreadableFile("unknown_kind")


def _is_locked(path):
    """An XLSX under a password is an old container around an “EncryptedPackage”."""
    mark, end = "EncryptedPackage".encode("utf-16-le"), b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if mark in end + chunk:
                return True
            end = chunk[-len(mark) :]
    return False


def _is_unreckoned(path):
    """Formulas of a program that never reckoned them: all their cells would come in empty."""
    pairs = islice(zip(_excel_rows(path, reckoned=False), _excel_rows(path), strict=False), _FORMULAS_LOOKED_AT)
    values = [value for typed, told in pairs for formula, value in zip(typed, told, strict=False) if str(formula).startswith("=")]
    return bool(values) and all(value in (None, "") for value in values)


def _excel_rows(path, reckoned=True):
    """Rows of the first sheet, read one by one; what the file says of its own size is not believed."""
    from openpyxl import load_workbook

    try:
        # A stored file has no ending of its name, and by its name alone the library would refuse it.
        with path.open("rb") as file:
            sheet = load_workbook(file, read_only=True, data_only=reckoned).worksheets[0]
            sheet.reset_dimensions()
            for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1):
                yield list(row)
    except UnreadableFile:
        raise
    except Exception:  # whatever a hostile archive breaks in the reader, the answer is one: the file is damaged
        raise UnreadableFile("damaged") from None
