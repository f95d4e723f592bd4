"""What changed between two texts of a section, as data: for marks, for the list of changes, for letters and for the guard."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import zip_longest
from typing import Any, Protocol

from .guard import sensitive_in
from .matching import Matching
from .pieces import Piece, pieces_of
from .tables import Columns, cells_between, columns_between, is_ordered
from .tokens import Cell
from .words import Op, Words, word_changes

ALGORITHM = 3
"""Grows when the same two texts would be compared otherwise; cached comparisons of another number are made anew."""
REWORKED = 0.4
"""A section of which more than this share of words changed is read as new."""
_STRUCTURE = {"tr": "#table", "live": "#live", "shot": "#picture", "video": "#picture", "flow": "#flow", "script": "#script"}


class Written(Protocol):
    """What is needed of a text: `regulations.models.SectionText` has it."""

    title: str
    markdown: str
    blocks: list


@dataclass
class Change:
    """What happened to a block. `how`: added, removed, edited, rewritten, same (moved or set otherwise with equal words).

    `ops` {cell: changes}; a removed block stands `after` the block of that id, "" for the beginning; `was` is its former text,
    `source` that of a flow chart as it was written. `style` is the kind it was turned into; `columns` what became of the
    columns, in the head of a table. `pictures` [[key before, key now]], one of them "" where a picture came or went; `files` the
    same of files to be downloaded.
    """

    id: str
    kind: str
    how: str
    ops: dict[int, list[Op]] = field(default_factory=dict)
    moved: bool = False
    style: str = ""
    was: str = ""
    now: str = ""
    source: str = ""
    words: int = 0
    after: str = ""
    columns: dict[str, Any] = field(default_factory=dict)
    pictures: list[list[str]] = field(default_factory=list)
    files: list[list[str]] = field(default_factory=list)
    reordered: bool = False
    sensitive: list[str] = field(default_factory=list)

    @property
    def is_file_updated(self) -> bool:
        """A file took the place of another one; by its bytes, whatever it is called."""
        return any(was and now for was, now in self.files)


@dataclass
class Changes:
    """Of a section in one language; empty when both texts say the same. `living` names the living blocks that say something else."""

    title: list[Op] = field(default_factory=list)
    was_title: str = ""
    blocks: list[Change] = field(default_factory=list)
    words_in: int = 0
    words_out: int = 0
    sensitive: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    limited: bool = False
    share: float = 0.0
    living: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.kinds)

    @property
    def places(self) -> int:
        """How many places a reader is led to; neighbouring blocks that came or went together are one. None only where nothing changed."""
        return len(self.groups) + bool(self.title) + len(self.living) or int(bool(self.kinds))

    @property
    def groups(self) -> list[list[Change]]:
        found: list[list[Change]] = []
        for change in self.blocks:
            last = found[-1][-1] if found else None
            together = last and last.how == change.how and change.how in {"added", "removed"} and change.after == last.id
            if last and together:
                found[-1].append(change)
            else:
                found.append([change])
        return found

    @property
    def is_reworked(self) -> bool:
        return self.limited or self.share > REWORKED

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"title": [list(op) for op in self.title]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Changes":
        changes = cls(**stored)
        changes.title = [Op(*op) for op in stored["title"]]
        changes.blocks = [_change(block) for block in stored["blocks"]]
        return changes


def _change(stored: dict[str, Any]) -> Change:
    columns = dict(stored["columns"])
    if columns:
        columns["renamed"] = {int(column): was for column, was in columns["renamed"].items()}
    return Change(**(stored | {"columns": columns, "ops": {int(cell): [Op(*op) for op in ops] for cell, ops in stored["ops"].items()}}))


def between(before: Written | None, after: Written | None) -> Changes:
    """From one text to another; None is a section that was not there, or is no more."""
    if before is None or after is None:
        return _whole(before, after)
    if (before.title, before.markdown) == (after.title, after.markdown):
        return Changes()
    return compared(_pieces(before), _pieces(after), before.title, after.title)


def compared(before: Sequence[Piece], after: Sequence[Piece], was_title: str = "", title: str = "") -> Changes:
    """The same over blocks cut already."""
    comparison = _Comparison(before, after)
    changes = comparison.made()
    renamed = word_changes(Cell(was_title), Cell(title))
    if renamed.ops:
        changes.title, changes.was_title = renamed.ops, was_title
        changes.words_in += renamed.words_in
        changes.words_out += renamed.words_out
        changes.sensitive = sensitive_in([*renamed.keys, *changes.sensitive], [key for key in changes.sensitive if key[0] == "#"])
    changes.kinds = kinds_of(changes)
    return changes


def _whole(before: Written | None, after: Written | None) -> Changes:
    text = after or before
    if text is None:
        return Changes()
    words = [word for piece in _pieces(text) for word in piece.words]
    grave = sensitive_in(words, ["#block"])
    if after:
        return Changes(kinds=["added"], sensitive=grave, words_in=len(words))
    return Changes(kinds=["removed"], sensitive=grave, words_out=len(words))


def _pieces(text: Written) -> list[Piece]:
    return pieces_of(text.markdown, (block["id"] for block in text.blocks))


def kinds_of(changes: Changes) -> list[str]:
    """What happened to a text, by its title and its blocks."""
    if not changes.blocks and not changes.title and not changes.limited:
        return []
    kinds = ["renamed"] * bool(changes.title) + ["living"] * any(change.kind == "live" for change in changes.blocks)
    kinds += ["media"] * any(change.pictures or change.is_file_updated or change.kind in {"shot", "video"} for change in changes.blocks)
    only_moved = changes.blocks and "#order" not in changes.sensitive
    only_moved = only_moved and all(change.moved and change.how == "same" for change in changes.blocks)
    return ["edited"] * bool((changes.blocks or changes.limited) and not only_moved) + ["moved"] * bool(only_moved) + kinds


class _Comparison:
    def __init__(self, before: Sequence[Piece], after: Sequence[Piece]):
        self.before, self.after = before, after
        self.matching = Matching(before, after)
        self.changes = Changes(limited=self.matching.is_limited)
        self.split = set(self.matching.parts.values())
        self.gone = self.matching.gone()
        self.columns = self._columns()
        self.keys: list[str] = []
        self.structure: list[str] = []

    def made(self) -> Changes:
        self._removed_after(-1)
        for j, piece in enumerate(self.after):
            self._look_at(j, piece)
            self._removed_after(j)
        total = sum(piece.size for piece in (*self.before, *self.after))
        self.changes.share = round((self.changes.words_in + self.changes.words_out) / total, 3) if total else 0.0
        self.changes.sensitive = sensitive_in(self.keys, self.structure)
        return self.changes

    def _columns(self) -> dict[int, Columns]:
        """{table after: what became of its columns}"""
        heads = [
            (self.before[i], self.after[j]) for j, i in self.matching.pairs.items() if self.after[j].is_head and self.before[i].is_head
        ]
        return {new.table: columns_between(old, new) for old, new in heads}

    def _look_at(self, j: int, piece: Piece) -> None:
        if j in self.matching.parts:
            return
        if j not in self.matching.pairs:
            self._added(j, piece)
            return
        old = self.before[self.matching.pairs[j]]
        is_moved = j in self.matching.moved and piece.kind != "tr"
        change = self._row(old, piece) if piece.kind == "tr" else self._prose(old, piece, j)
        if piece.kind == "tr" and j in self.matching.moved and self._is_in_ordered_table(piece):
            change = change or Change(piece.id, piece.kind, "same", now=piece.text)
            change.reordered = True
            self.structure.append("#order")
        if is_moved and piece.is_counted:
            self.structure.append("#order")
        if change is None and is_moved:
            change = Change(piece.id, piece.kind, "same", now=piece.text)
        if change is not None:
            change.moved = is_moved
            self._tell(change, piece, touches=change.how != "same")

    def _prose(self, old: Piece, piece: Piece, j: int) -> Change | None:
        style = piece.kind if old.kind != piece.kind else ""
        if self._is_cut(j) or old.sign == piece.sign:
            return Change(piece.id, piece.kind, "same", style=style, now=piece.text) if style else None
        if piece.kind in {"live", "shot", "video"}:
            return Change(piece.id, piece.kind, "edited", was=old.text, now=piece.text)
        words, pictures = word_changes(old.cells[0], piece.cells[0]), self._pictures(old, piece)
        if not words.ops and not pictures:
            return None
        how = "rewritten" if words.is_rewritten and piece.kind != "flow" else "edited"
        change = Change(piece.id, piece.kind, how, {0: words.ops}, style=style, was=old.text, now=piece.text, source=old.source)
        change.pictures, change.files = pictures, _replaced(old.files, piece.files)
        return self._count(change, [words])

    def _pictures(self, old: Piece, piece: Piece) -> list[list[str]]:
        """Pairs of what was replaced, in their order; what is left over came or went."""
        pairs = _replaced(old.pictures, piece.pictures)
        if pairs:
            self.structure.append("#picture")
        return pairs

    def _is_cut(self, j: int) -> bool:
        """Whether the block is all or the first part of a split or a merge, with every word kept."""
        return j in self.matching.merged or self.matching.pairs[j] in self.split

    def _row(self, old: Piece, piece: Piece) -> Change | None:
        columns = self.columns.get(piece.table) or Columns(same={place: place for place in range(len(piece.cells))})
        cells = cells_between(old, piece, columns) if not piece.is_head else {}
        is_counted = self._is_in_ordered_table(piece)
        cells = {column: words for column, words in cells.items() if words.ops and (column or not is_counted)}
        heads = asdict(columns) if piece.is_head and columns.is_changed else {}
        pictures = self._pictures(old, piece)
        if not cells and not heads and not pictures:
            return None
        change = Change(piece.id, "tr", "edited", {column: words.ops for column, words in cells.items()}, was=old.text, now=piece.text)
        change.columns, change.pictures = {name: value for name, value in heads.items() if name != "same"}, pictures
        change.files = _replaced(old.files, piece.files)
        return self._count(change, list(cells.values()))

    def _count(self, change: Change, cells: list[Words]) -> Change:
        change.sensitive = list(dict.fromkeys(key for words in cells for key in words.keys))
        self.changes.words_in += sum(words.words_in for words in cells)
        self.changes.words_out += sum(words.words_out for words in cells)
        if any(op.tag == "@" or "[[" in op.old + op.new for words in cells for op in words.ops):
            self.structure.append("#link")
        return change

    def _added(self, j: int, piece: Piece) -> None:
        before = self.after[j - 1].id if j else ""
        change = Change(piece.id, piece.kind, "added", now=piece.text, words=len(piece.words), after=before)
        change.sensitive = sensitive_in(piece.words)
        self.changes.words_in += len(piece.words)
        self.structure.append("#block")
        self._tell(change, piece)

    def _removed_after(self, j: int) -> None:
        """Blocks that stood right after a block that is still there, and are gone."""
        after = self.after[j].id if j >= 0 else ""
        for place in self.gone.get(j, ()):
            piece = self.before[place]
            change = Change(piece.id, piece.kind, "removed", was=piece.text, words=len(piece.words), after=after)
            change.sensitive = sensitive_in(piece.words)
            self.changes.words_out += len(piece.words)
            self.structure.append("#block")
            self._tell(change, piece)
            after = piece.id

    def _tell(self, change: Change, piece: Piece, *, touches: bool = True) -> None:
        self.changes.blocks.append(change)
        self.keys += change.sensitive
        if touches and piece.kind in _STRUCTURE:
            self.structure.append(_STRUCTURE[piece.kind])

    def _is_in_ordered_table(self, piece: Piece) -> bool:
        return any(other.is_head and other.table == piece.table and is_ordered(other) for other in self.after)


def _replaced(before: Sequence[str], after: Sequence[str]) -> list[list[str]]:
    went = [key for key in before if key not in after]
    came = [key for key in after if key not in before]
    return [list(pair) for pair in zip_longest(went, came, fillvalue="")]
