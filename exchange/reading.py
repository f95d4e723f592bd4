"""A stored file as rows of its target: cells under the keys their columns are mapped to."""

from pathlib import Path

from django.conf import settings

from crm_project.lib.sheets import open_sheet

from .targets import TARGETS
from .targets.target import BadRow, Row


def path_of(run):
    return Path(settings.MEDIA_ROOT) / "imports" / run.stored_as.hex


def sheet_of(run):
    return open_sheet(path_of(run), run.name)


def rows_of(run, after=1):
    """Rows of the file after a row number, mapped."""
    mapped = {int(place): key for place, key in run.mapping.items() if key}
    for number, cells in sheet_of(run):
        if number <= after:
            continue
        yield Row(
            number,
            {key: cells[place] for place, key in mapped.items() if ":" not in key},
            {str(place): _plain(cells[place]) for place, key in mapped.items() if key.startswith("extra:")},
        )


def checked(rows, target, known):
    """(row, None) or (row, BadRow) for every row."""
    for row in rows:
        try:
            target.check(row, known)
        except BadRow as bad:
            yield row, bad
        else:
            yield row, None


def target_of(run):
    return TARGETS[run.what]


def _plain(cell):
    return cell.isoformat() if hasattr(cell, "isoformat") else cell
