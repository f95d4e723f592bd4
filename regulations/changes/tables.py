"""Tables: a row is known by its name, a column by its head; a cell is marked where its own words changed."""

from dataclasses import dataclass, field
from difflib import SequenceMatcher

from .pieces import Piece
from .tokens import Cell
from .words import Words, word_changes


@dataclass
class Columns:
    """Places of columns: `same` {after: before}; `added` places after; `removed` names; `renamed` {after: the name it had}."""

    same: dict[int, int] = field(default_factory=dict)
    added: list[int] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    renamed: dict[int, str] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        return bool(self.added or self.removed or self.renamed)


def columns_between(old: Piece, new: Piece) -> Columns:
    """Of two heads of one table."""
    columns = Columns()
    before, after = ([cell.keys for cell in piece.cells] for piece in (old, new))
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        both = min(i2 - i1, j2 - j1)
        columns.same |= {j1 + step: i1 + step for step in range(both)}
        if tag != "equal":
            columns.renamed |= {j1 + step: old.cells[i1 + step].text for step in range(both)}
            columns.removed += [old.cells[i].text for i in range(i1 + both, i2)]
            columns.added += range(j1 + both, j2)
    return columns


def cells_between(old: Piece, new: Piece, columns: Columns) -> dict[int, Words]:
    """{column: what changed in its cell}; cells of a new column and of a removed one are told by the head alone."""
    changed = {}
    for column, cell in enumerate(new.cells):
        was = columns.same.get(column, len(old.cells))
        if was < len(old.cells) and _says(old.cells[was]) != _says(cell):
            changed[column] = word_changes(old.cells[was], cell)
    return changed


def _says(cell: Cell) -> list[tuple[str, str]]:
    return [(token.key, token.link) for token in cell.tokens]


def is_ordered(head: Piece) -> bool:
    """Whether the order of rows has a meaning: the first column counts them."""
    name = head.cells[0].text.strip().casefold() if head.cells else ""
    return name in {"№", "no", "no.", "#", "n", "номер", "шаг", "step", "№ п/п"}
