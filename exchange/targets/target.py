"""What every target of an import can do; a target says which fields it takes and how a batch of rows is written."""

import html
import re
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import override

from accounts.models import User
from crm_project.lib.text import clean, clean_line, sort_key

from .headings import OF_NO_USE

SYSTEM = "file"
OUT = "out"
_NOT_WORD = re.compile(r"[\W_]+")
_GUARDED = re.compile(r"^'(?=[=+\-@])")
# An extension after a comma or semicolon belongs to the number before it.
_SEVERAL = re.compile(r"\s*:::\s*|\n|[,;](?!\s*(?:(?:доб|вн|внутр|ext)\w*\.?\s*)?\d{1,6}\s*(?:$|\n))", re.IGNORECASE)
_SPOILED = re.compile(r"\d+(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_AGAIN = re.compile(r" \(\d{1,3}\)$")
_MARK, _NEED = 10, 2


class BadRow(Exception):
    """A row that cannot come in: the key of the field, a code the page has words for, the cell; or the words `told` by the record."""

    def __init__(self, field, why, value="", told=""):
        super().__init__(why)
        self.field, self.why, self.value, self.told = field, why, str(value)[:200], told


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
    """A line of the file: its number, its cells by the keys they are mapped to, all of them as they were.

    `titles` are those of the columns of a field that takes many, beside their cells.
    """

    number: int
    cells: dict
    extra: dict = field(default_factory=dict)
    raw: list = field(default_factory=list)
    titles: dict = field(default_factory=dict)

    def text(self, key):
        cell = self.cells.get(key)
        return "" if cell is None else _plain_text(cell, clean_line)

    def lines(self, key):
        """A text of several lines."""
        return _plain_text(self.cells.get(key), clean)

    def several(self, key):
        """Every phone or address of the columns mapped to this field, as typed."""
        return [part for _title, part in self.titled(key)]

    def titled(self, key):
        """The same, each with the title of its column."""
        cells = self.cells.get(key)
        cells = cells if isinstance(cells, list) else [cells]
        titles = self.titles.get(key) or [""] * len(cells)
        texts = [(title, _plain_text(cell, clean)) for title, cell in zip(titles, cells, strict=True)]
        return [(title, part.strip()) for title, text in texts if text for part in _SEVERAL.split(text) if part.strip()]

    @staticmethod
    def tidy(cell):
        """A cell as a text of several lines."""
        return _plain_text(cell, clean)

    def each(self, key):
        """The cells of all columns mapped to this field, whole."""
        cells = self.cells.get(key)
        return [text for cell in (cells if isinstance(cells, list) else [cells]) if (text := _plain_text(cell, clean_line))]

    def number_text(self, key):
        """Digits kept as text; what a spreadsheet has turned into 7,7E+09 is refused."""
        text = self.text(key)
        if is_spoiled(text):
            raise BadRow(key, "spoiled", text)
        return text


@dataclass
class Outcome:
    """What a batch came to: (kind, id, row, stamp) of new records, numbers of rows that were here before and of rows
    that went into the record of a row above, refused rows."""

    brought: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    joined: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    notes: Counter = field(default_factory=Counter)


class Target:
    """What a file may hold; `fills` are the models whose tables grow by it.

    `marks` are titles that tell this kind of table from others; rows that follow one another with one value of `gathers`
    are one record. `proposes_new_fields`: a column that no field is for is expected to become one of its own.
    """

    what = ""
    kind = ""
    fields = ()
    needs = ("name",)
    marks = ()
    gathers = ""
    fills = ()
    takes_new_fields = False
    proposes_new_fields = False

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
        """{column: key} for the columns whose titles are known; a key is taken once, unless it takes many.

        Titles of other programs go before our own labels: «Имя» of a table of people is the first name.
        """
        headings = [(one, {_plain(name) for name in (one.key, *one.headings)}) for one in self.fields]
        known = [*headings, *((one, {_plain(label) for label in labels}) for one, labels in self._labels())]
        taken, mapping = set(), {}
        for place, title in enumerate(head):
            wanted = _plain(_AGAIN.sub("", title))
            found = next((one for one, names in known if one.key not in taken and wanted in names), None)
            if found:
                taken |= set() if found.many else {found.key}
                mapping[str(place)] = found.key
        return mapping

    def _labels(self):
        """Every field with its own label in each of our languages: a ready table may have been filled in by a colleague."""
        for one in self.fields:
            labels = set()
            for language, _name in settings.LANGUAGES:
                with override(language):
                    labels.add(str(one.label))
            yield one, labels

    def likeness(self, head):
        """How much a head looks like one of this kind: its known columns, above all those that no other kind has."""
        mapping, titles = self.guess(head), {_plain(title) for title in head}
        marks = len(titles & {_plain(mark) for mark in self.marks})
        return len(mapping) + _MARK * marks + _NEED * bool(set(self.needs) & set(mapping.values()))

    def word(self, row, key):
        """The word of a row that a person matches with a record here."""
        return row.text(key)

    def prepare(self, run):
        """What a whole run needs to know, read once."""
        raise NotImplementedError

    def read(self, row, known):
        """The record a row describes, in normal form. Raises BadRow for a row that could not come in."""
        raise NotImplementedError

    def notes(self, row, known):
        """Codes of things worth telling about a row that comes in all the same, such as a missing client."""
        return []

    def sort_out(self, good, refused):
        """The same rows after a look at them together."""
        return good, refused

    def joined(self, pairs):
        """{number of a row: number of the row above whose record it belongs to}"""
        return {}

    def notes_here(self, pairs, run):
        """Codes of what would be done with records that are here already, one for each of them."""
        return []

    def here(self, pairs, run, known):
        """Numbers of the rows of a batch that would be left out as they are here already; nothing is written."""
        return set()

    def bring(self, pairs, run, known):
        """Write a batch of (row, record) in the caller's transaction; tells an Outcome."""
        raise NotImplementedError

    def finish(self, run, known):
        """What can only be done when every row is in."""


def is_spoiled(text):
    """Whether a spreadsheet has turned a long number into 7.9123E+10."""
    return bool(_SPOILED.fullmatch(text))


def is_of_no_use(title):
    """Whether a column tells only what the other program needs for itself."""
    return _plain(title) in _OF_NO_USE or title.endswith(" - Label")


def _plain(title):
    return _NOT_WORD.sub("", sort_key(title))


def _plain_text(value, cleaned):
    if value is None or value == "":
        return ""
    text = cleaned(value)
    if "&" in text:
        text = html.unescape(text)
    return _GUARDED.sub("", text) if text[:1] == "'" else text


_OF_NO_USE = {_plain(title) for title in OF_NO_USE}
