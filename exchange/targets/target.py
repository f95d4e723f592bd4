"""What every target of an import can do; a target says which fields it takes and how a batch of rows is written."""

import re
from dataclasses import dataclass, field

from crm_project.lib.text import clean_line, sort_key

_NOT_WORD = re.compile(r"[\W_]+")


class BadRow(Exception):
    """A row that cannot come in: the heading of the field, a code the page has words for, the cell."""

    def __init__(self, field, why, value=""):
        super().__init__(why)
        self.field, self.why, self.value = field, why, str(value)[:200]


@dataclass(frozen=True)
class TargetField:
    """A field a column may be mapped to: its headings in other programs are recognised."""

    key: str
    label: object
    headings: tuple = ()
    required: bool = False
    choose: bool = False


@dataclass
class Row:
    """A line of the file: its number, its cells by the keys they are mapped to, and what the target reads from it."""

    number: int
    cells: dict
    extra: dict = field(default_factory=dict)

    def text(self, key):
        value = self.cells.get(key)
        return "" if value is None else clean_line(value)


@dataclass
class Outcome:
    """What a batch came to: (kind, id, row, stamp) of new records, numbers of rows that were here before, refused rows."""

    brought: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    refused: list = field(default_factory=list)


class Target:
    what = ""
    fields = ()
    takes_new_fields = False

    def field_of(self, key):
        return next((one for one in self.fields if one.key == key), None)

    def guess(self, head):
        """{column: key} for the columns whose titles are known; each key is taken once."""
        taken, mapping = set(), {}
        for place, title in enumerate(head):
            wanted = _plain(title)
            for one in self.fields:
                known = {_plain(name) for name in (one.key, *one.headings)}
                if one.key not in taken and wanted in known:
                    taken.add(one.key)
                    mapping[str(place)] = one.key
                    break
        return mapping

    def likeness(self, head):
        """How many columns of a head this target knows: tells what a file holds."""
        return len(self.guess(head))

    def notes(self, row):
        """Codes of things worth telling about a row that comes in all the same, such as a missing client."""
        return []

    def check(self, row, known):
        """Raise BadRow for a row that could not come in; `known` is what `prepare` gave."""
        raise NotImplementedError

    def prepare(self, run):
        """What a whole run needs to know, read once."""
        raise NotImplementedError

    def bring(self, rows, run, known):
        """Write a batch in the caller's transaction; tells an Outcome."""
        raise NotImplementedError


def _plain(title):
    return _NOT_WORD.sub("", sort_key(title))
