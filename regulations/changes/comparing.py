"""Two editions side by side: section by section, block by block, as whoever compares may read them."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from ..book import Book, words_in
from ..living.telling import lines_of
from .between import Changes
from .carried import NOTHING as UNMOVED
from .carried import Carried, between_books
from .diffs import changes_for
from .drawing import OUTDATED, UNTRANSLATED
from .listing import in_words
from .living_lines import seen_between
from .sections import Place, moves_between
from .tokens import Cell
from .words import word_changes

SECONDS = 1.5
"""What comparing sections nobody has compared before may take; the rest is compared when it is opened."""
PLAIN, CAME, WENT = "", "ins", "del"


@dataclass(frozen=True)
class Span:
    """Words of one kind: `tag` "" as they were, ins new, del gone."""

    tag: str
    text: str


@dataclass
class Row:
    """A block on both sides, cell by cell; or, `how` same, the number of blocks that are equal.

    `how` went or came: as many stand in another section now, or stood there before; `page` is that section.
    """

    how: str
    kind: str = "p"
    left: list[list[Span]] = field(default_factory=list)
    right: list[list[Span]] = field(default_factory=list)
    count: int = 0
    moved: bool = False
    style: str = ""
    columns: dict = field(default_factory=dict)
    reordered: bool = False
    pictures: list = field(default_factory=list)
    is_file_updated: bool = False
    page: object = None


@dataclass
class Compared:
    """One section in both editions: `how` changed, added or removed; `changes` None where the time did not suffice,
    `living` lines about its living blocks, `shots` (picture before, now) of those of screens. `carried` knows what only stands
    elsewhere, `place` is the section that all of an added one came from, or all of a removed one went to."""

    how: str
    page: object
    was: object = None
    changes: Changes | None = None
    moved_from: str = ""
    living: list = field(default_factory=list)
    shots: list = field(default_factory=list)
    carried: Carried = UNMOVED
    place: object = None

    @cached_property
    def rows(self):
        rows = rows_of(self.page.text, self.changes, self.page.book, self.carried) if self.changes and not self.changes.limited else []
        files = self.page.book.files_of({key for row in rows for pair in row.pictures for key in pair if key})
        for row in rows:
            row.pictures = [(files.get(was), files.get(now)) for was, now in row.pictures]
        return rows

    @property
    def title(self):
        """Spans of the title."""
        return title_of(self.page.title, self.changes)

    @property
    def is_translation_only(self):
        return self.changes is not None and bool({UNTRANSLATED, OUTDATED} & set(self.changes.kinds))


class Comparison:
    """Editions a and b in one language; `only` names one section."""

    def __init__(self, before, after, language, reader, *, only=""):
        self.before = Book(before, language, permanent=False, reader=reader)
        self.after = Book(after, language, permanent=False, reader=reader, index=self.before.index)
        self.only = only
        for book in (self.before, self.after):
            book.read(book.pages)
        self._was = {page.node.section_id: page for page in self.before.pages}

    @cached_property
    def moves(self):
        return moves_between(*([_place(page) for page in book.pages] for book in (self.before, self.after)))

    @cached_property
    def sections(self):
        """What differs, in reading order; what was taken out stands last."""
        pages = [page for page in self.after.pages if not self.only or page.code == self.only]
        pairs = {page.node.section_id: pair for page in pages if (pair := self._pair(page))}
        found = changes_for(pairs.values(), source=self.after.regulation.source_language, seconds=None if self.only else SECONDS)
        lines, pictures = defaultdict(list), defaultdict(list)
        for pair, block, before, after in seen_between(found, self.after.reader):
            lines[pair] += lines_of(block, before, after)
            pictures[pair] += block.pictures(before, after) if block.pictures else []
        told = [self._compared(page, found.get(pairs.get(page.node.section_id))) for page in pages if self._differs(page)]
        for one in told:
            pair = pairs.get(one.page.node.section_id)
            one.living, one.shots = lines.get(pair, []), pictures.get(pair, [])
        told = [one for one in told if one.how == "added" or one.moved_from or one.changes is None or one.changes]
        gone = [self._was[section] for section in self.moves.removed]
        gone = [page for page in gone if not self.only or page.code == self.only]
        return told + [Compared("removed", page, place=self._carried.target_of(page.text.blocks)) for page in gone]

    @cached_property
    def header(self):
        """[(name, spans)] of what differs in the header: the title, the preface and every other field in words."""
        was, now = (_flat(words_in(book.edition.header, book.language)) for book in (self.before, self.after))
        names = [name for name in dict.fromkeys([*was, *now]) if was.get(name) != now.get(name)]
        return [(name, differing(was.get(name, ""), now.get(name, ""))) for name in names]

    @property
    def renumbered(self):
        return [(number, self.after.by_section[section]) for section, number in self.moves.renumbered.items()]

    @property
    def words_in(self):
        return sum(self._carried.rest(one.changes).words_in for one in self.sections if one.changes)

    @property
    def words_out(self):
        return sum(self._carried.rest(one.changes).words_out for one in self.sections if one.changes)

    @cached_property
    def _carried(self):
        return between_books(self.before, self.after)

    @property
    def is_unfinished(self):
        return any(one.how == "changed" and one.changes is None for one in self.sections)

    def _differs(self, page):
        was = self._was.get(page.node.section_id)
        return was is None or was.node.version_id != page.node.version_id or page.node.section_id in self.moves.moved

    def _pair(self, page):
        was = self._was.get(page.node.section_id)
        if was is None or was.node.version_id == page.node.version_id:
            return None
        return was.node.version_id, page.node.version_id, page.language

    def _compared(self, page, changes):
        was = self._was.get(page.node.section_id)
        if was is None:
            return Compared("added", page, place=self._carried.source_of(page))
        moved_from = self.moves.moved.get(page.node.section_id, "")
        same = was.node.version_id == page.node.version_id
        return Compared("changed", page, was, Changes() if same else changes, moved_from, carried=self._carried)


def _place(page):
    parent = page.parent.node.section_id if page.parent else None
    return Place(page.node.section_id, parent, page.number, len(page.text.blocks) + 1)


def _flat(words):
    return {name: str(value) for name, value in words.items() if isinstance(value, str | int | float)}


def title_of(title, changes):
    """Spans of a title with what it was."""
    return both(title, changes.title) if changes and changes.title else [Span(PLAIN, title)]


def rows_of(text, changes, book, carried=UNMOVED):
    """Changed blocks in reading order with how many equal ones stand between them; `book` or a desk knows what links lead to."""
    places = {block["id"]: place for place, block in enumerate(text.blocks)}
    elsewhere = {change.id: (len(found), how, page) for how, found, page in carried.told(changes) for change in found}
    rows, reached = [], 0
    for change in changes.blocks:
        place = places.get(change.id, places.get(change.after, reached - 1) + 1)
        if place > reached:
            rows.append(Row("same", count=place - reached))
        if change.id in elsewhere:
            count, how, page = elsewhere[change.id]
            row = Row("went" if how == "removed" else "came", count=count, page=page)
            rows += [] if rows and rows[-1] == row else [row]
        else:
            rows.append(_in_words(_row(change), book))
        reached = max(reached, place + (change.id in places))
    if len(text.blocks) > reached and rows:
        rows.append(Row("same", count=len(text.blocks) - reached))
    return rows


def _in_words(row, book):
    """Links by their words."""
    for side in (row.left, row.right):
        side[:] = [[Span(span.tag, in_words(span.text, book)) for span in cell] for cell in side]
    return row


def _row(change):
    facts = {
        "moved": change.moved,
        "style": change.style,
        "columns": change.columns,
        "reordered": change.reordered,
        "pictures": change.pictures,
        "is_file_updated": change.is_file_updated,
    }
    was, now = _cells(change.was, change.kind), _cells(change.now, change.kind)
    if change.how == "added":
        return Row("added", change.kind, [], [[Span(CAME, cell)] for cell in now], **facts)
    if change.how == "removed":
        return Row("removed", change.kind, [[Span(WENT, cell)] for cell in was], [], **facts)
    if change.how == "rewritten":
        return Row("rewritten", change.kind, [[Span(WENT, cell)] for cell in was], [[Span(CAME, cell)] for cell in now], **facts)
    same_columns = len(was) == len(now)
    left = [_side(cell, change.ops.get(n, []) if same_columns else [], "a", "b", WENT) for n, cell in enumerate(was or now)]
    right = [both(cell, change.ops.get(n, [])) for n, cell in enumerate(now)]
    return Row("edited" if change.ops or change.columns or change.pictures else "moved", change.kind, left, right, **facts)


def _cells(text, kind):
    return (text.split(" | ") if kind == "tr" else [text]) if text else []


def _side(text, ops, first, last, tag):
    spans, reached = [], 0
    for op in ops:
        start, end = getattr(op, first), getattr(op, last)
        spans += [Span(PLAIN, text[reached:start]), Span(tag, text[start:end])]
        reached = end
    return [span for span in [*spans, Span(PLAIN, text[reached:])] if span.text]


def both(text, ops):
    """The new words with the former ones in their places."""
    spans, reached = [], 0
    for op in ops:
        spans.append(Span(PLAIN, text[reached : op.start]))
        if op.tag == "-":
            spans.append(Span(WENT, f" {op.old}" if op.start else f"{op.old} "))
        elif op.tag == "~":
            spans.append(Span(WENT, op.old))
        spans.append(Span(CAME, text[op.start : op.end]))
        reached = op.end
    return [span for span in [*spans, Span(PLAIN, text[reached:])] if span.text]


def differing(was, now):
    """Spans of two plain texts."""
    return both(now, word_changes(Cell(was), Cell(now)).ops)
