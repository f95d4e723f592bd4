"""What every target of an import can do; a target says which fields it takes and how a batch of rows is written."""

import html
import re
from collections import Counter
from dataclasses import dataclass, field

from accounts.models import User
from crm_project.lib.text import clean, clean_line, sort_key

SYSTEM = "file"
_NOT_WORD = re.compile(r"[\W_]+")
_GUARDED = re.compile(r"^'(?=[=+\-@])")
_SEVERAL = re.compile(r"\s*:::\s*|[;\n]|,(?!\s*\d{1,6}\s*$)")
_SPOILED = re.compile(r"^\d[.,]\d+E\+\d+$", re.IGNORECASE)


class BadRow(Exception):
    """A row that cannot come in: the key of the field, a code the page has words for, the cell."""

    def __init__(self, field, why, value=""):
        super().__init__(why)
        self.field, self.why, self.value = field, why, str(value)[:200]


@dataclass(frozen=True)
class TargetField:
    """A field a column may be mapped to: its headings in other programs are recognised. `many` takes several columns."""

    key: str
    label: object
    headings: tuple = ()
    required: bool = False
    choose: bool = False
    many: bool = False


@dataclass
class Row:
    """A line of the file: its number, its cells by the keys they are mapped to, all of them as they were."""

    number: int
    cells: dict
    extra: dict = field(default_factory=dict)
    raw: list = field(default_factory=list)

    def text(self, key):
        return _plain_text(self.cells.get(key), clean_line)

    def lines(self, key):
        """A text of several lines."""
        return _plain_text(self.cells.get(key), clean)

    def several(self, key):
        """Every phone or address of the columns mapped to this field, as typed."""
        cells = self.cells.get(key)
        texts = [_plain_text(cell, clean) for cell in (cells if isinstance(cells, list) else [cells])]
        return [part.strip() for text in texts if text for part in _SEVERAL.split(text) if part.strip()]

    def number_text(self, key):
        """Digits kept as text; what a spreadsheet has turned into 7,7E+09 is refused."""
        text = self.text(key)
        if _SPOILED.match(text):
            raise BadRow(key, "spoiled", text)
        return text


@dataclass
class Outcome:
    """What a batch came to: (kind, id, row, stamp) of new records, numbers of rows that were here before, refused rows."""

    brought: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    notes: Counter = field(default_factory=Counter)


class Target:
    """What a file may hold; `fills` are the models whose tables grow by it."""

    what = ""
    kind = ""
    fields = ()
    needs = ("name",)
    fills = ()
    takes_new_fields = False

    def allowed(self, user):
        """Whether this person may bring such records in at all."""
        return user.has_right("bulk") and user.may("create", self.kind)

    def owners(self, user):
        """People whose records the importer may make: those to whom the page lets them hand one over, and themselves.

        Colleagues who have left count: an import brings the past.
        """
        if not user.has_right("reassign"):
            return User.objects.filter(pk=user.pk)
        action = "see" if self.kind == "deal" else "edit"
        return User.objects.in_scope(user, user.scope_of(self.kind, action)).by_name()

    def field_of(self, key):
        return next((one for one in self.fields if one.key == key), None)

    def guess(self, head):
        """{column: key} for the columns whose titles are known; a key is taken once, unless it takes many."""
        taken, mapping = set(), {}
        for place, title in enumerate(head):
            wanted = _plain(title)
            for one in self.fields:
                if one.key not in taken and wanted in {_plain(name) for name in (one.key, *one.headings)}:
                    taken |= set() if one.many else {one.key}
                    mapping[str(place)] = one.key
                    break
        return mapping

    def likeness(self, head):
        """How many columns of a head this target knows: tells what a file holds."""
        return len(self.guess(head))

    def prepare(self, run):
        """What a whole run needs to know, read once."""
        raise NotImplementedError

    def read(self, row, known):
        """The record a row describes, in normal form. Raises BadRow for a row that could not come in."""
        raise NotImplementedError

    def notes(self, row, known):
        """Codes of things worth telling about a row that comes in all the same, such as a missing client."""
        return []

    def here(self, pairs, run, known):
        """Numbers of the rows of a batch that would be left out as they are here already; nothing is written."""
        return set()

    def bring(self, pairs, run, known):
        """Write a batch of (row, record) in the caller's transaction; tells an Outcome."""
        raise NotImplementedError

    def finish(self, run, known):
        """What can only be done when every row is in."""


def _plain(title):
    return _NOT_WORD.sub("", sort_key(title))


def _plain_text(value, cleaned):
    if value is None or value == "":
        return ""
    text = cleaned(value)
    if "&" in text:
        text = html.unescape(text)
    return _GUARDED.sub("", text) if text[:1] == "'" else text
