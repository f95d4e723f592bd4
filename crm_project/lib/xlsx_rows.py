"""The writing itself; apart from `xlsx`, so that only who writes a table loads openpyxl."""

import re
from datetime import datetime

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767


def write(file, head, rows, sheet="1"):
    book = Workbook(write_only=True)
    page = book.create_sheet(_FORBIDDEN.sub("", str(sheet))[:31])
    page.freeze_panes = "A2"
    page.append([_bold(page, title) for title in head])
    for row in rows:
        page.append([_cell(page, value) for value in row])
    book.save(file)


def _bold(page, title):
    cell = WriteOnlyCell(page, str(title))
    cell.data_type, cell.font = "s", Font(bold=True)
    return cell


def _cell(page, value):
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.make_naive(value)
    if value is None or not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, _FORBIDDEN.sub("", value)[:_LONGEST])
    cell.data_type = "s"
    return cell
