"""A stored file as rows of its target: cells under the keys their columns are mapped to."""

from pathlib import Path

from django.conf import settings

from crm_project.lib.sheets import open_sheet

from .targets import TARGETS
from .targets.target import BadRow, Row

CHUNK = 500


def path_of(run):
    return Path(settings.MEDIA_ROOT) / "imports" / run.stored_as.hex


def sheet_of(run):
    return open_sheet(path_of(run), run.name, run.reading.get("encoding", ""), run.reading.get("separator", ""))


def rows_of(run, after=1):
    """Rows of the file after a row number, mapped."""
    many = {one.key for one in target_of(run).fields if one.many}
    mapped = sorted((int(place), key) for place, key in run.mapping.items() if key)
    fields = [(place, key) for place, key in mapped if ":" not in key]
    own = [place for place, key in mapped if key.startswith("extra:")]
    for number, cells in sheet_of(run):
        if number <= after:
            continue
        row = Row(number, {}, {str(place): _plain(cells[place]) for place in own}, cells)
        for place, key in fields:
            if key in many:
                row.cells.setdefault(key, []).append(cells[place])
                row.titles.setdefault(key, []).append(run.head[place])
            else:
                row.cells[key] = cells[place]
        yield row


def chunks_of(run, after=1):
    """Rows by the hundred; those of one record stay together, within reason."""
    gathers, chunk, last = target_of(run).gathers, [], ""
    for row in rows_of(run, after):
        if len(chunk) >= CHUNK and not (len(chunk) < 2 * CHUNK and gathers and row.text(gathers) and row.text(gathers) == last):
            yield chunk
            chunk = []
        chunk.append(row)
        last = row.text(gathers) if gathers else ""
    if chunk:
        yield chunk


def read_chunk(chunk, target, known):
    """([(row, record)] of the good rows, [(row, BadRow)] of the others)"""
    good, refused = [], []
    for row in chunk:
        try:
            good.append((row, target.read(row, known)))
        except BadRow as bad:
            refused.append((row, bad))
    return target.sort_out(good, refused)


def label_of(run, key):
    """A field as people call it; a column of its own bears its title already."""
    known = target_of(run).field_of(key)
    return known.label if known else key


def titles_of(run):
    """Titles of the columns that come in, in the order of the file, for a preview of rows."""
    return [(int(place), run.head[int(place)]) for place in sorted(run.mapping, key=int)]


def target_of(run):
    return TARGETS[run.what]


def _plain(cell):
    return cell.isoformat() if hasattr(cell, "isoformat") else cell
