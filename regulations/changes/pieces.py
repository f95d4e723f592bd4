"""A text cut into the blocks that are compared, each knowing where its words stand in the parsed Markdown."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from ..flow.fences import plain_words
from ..typesetting import OPENING, parse, starts_block
from .tokens import Cell, Run

_FILLED_IN = re.compile(r"\{\{(live|shot|video) [^{}]+\}\}")
_OF_FENCE = {"flow": "flow", "script": "script"}
ALONE = frozenset({"tr", "code", "live", "shot", "video", "flow", "script"})
"""Kinds that do not turn into one another, as paragraphs, headings and list items do."""
BEGINNING = 5
"""Letters of a word that are compared when blocks are: Russian words change their endings."""


class Piece:
    """A block. `kind`: p, h, li, tr, code, live, shot, video, flow, script; a row has a cell per column and the number of its table.

    `is_counted`: an item of a numbered list. `source`: the text of a flow chart, whose words alone are compared. `pictures`: keys of
    those that stand in it; their alternative texts are words of the block. `files`: keys of those its links give.
    """

    def __init__(self, kind: str, id: str = "", *, table: int = -1, is_head: bool = False):
        self.kind, self.id, self.table, self.is_head = kind, id, table, is_head
        self.is_counted = False
        self.cells: list[Cell] = []
        self.pictures: list[str] = []
        self.files: list[str] = []
        self.source = ""

    @classmethod
    def plain(cls, text: str, kind: str = "p", id: str = "") -> "Piece":
        """A block of words only, as stored texts have them."""
        piece = cls(kind, id)
        piece.cells = [Cell(text)]
        piece._look_alive()
        return piece

    @cached_property
    def raw(self) -> tuple:
        """What is equal for blocks that were not touched at all; cheaper than words."""
        return (self.kind, tuple((cell.text, tuple(cell.links)) for cell in self.cells), tuple(self.pictures))

    @cached_property
    def sign(self) -> tuple:
        """Equal for blocks that say the same; paragraphs, headings and list items may turn into one another."""
        family = self.kind if self.kind in ALONE else "p"
        words = tuple(tuple((token.key, token.link) for token in cell.tokens) for cell in self.cells)
        return (family, words, tuple(self.pictures))

    @property
    def text(self) -> str:
        return " | ".join(cell.text for cell in self.cells) if self.kind == "tr" else self.cells[0].text if self.cells else ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for cell in self.cells for word in cell.words)

    @property
    def size(self) -> int:
        """About how many words; counted without looking at them."""
        return sum(cell.text.count(" ") + 1 for cell in self.cells)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Beginnings of words; the number of a row is not its name."""
        is_counted = self.kind == "tr" and len(self.cells) > 1 and "".join(self.cells[0].words).isdigit()
        return frozenset(word[:BEGINNING] for cell in self.cells[is_counted:] for word in cell.words)

    def _look_alive(self) -> None:
        if self.kind == "p" and (found := _FILLED_IN.fullmatch(self.cells[0].text.strip())):
            self.kind = found[1]


def pieces_of(markdown: str, ids: Iterable[str] = ()) -> list[Piece]:
    """The blocks of a text in reading order, with `ids` in that order where they are known."""
    return cut(parse(markdown), ids)


def cut(tokens: Sequence, ids: Iterable[str] = ()) -> list[Piece]:
    """The same of parsed Markdown."""
    return _Cutter(ids).cut(tokens)


class _Cutter:
    def __init__(self, ids: Iterable[str]):
        self.ids, self.pieces, self.items, self.tables = iter(ids), [], [], -1
        self.is_head = False

    def cut(self, tokens: Sequence) -> list[Piece]:
        for place, token in enumerate(tokens):
            if token.type in ("thead_open", "thead_close"):
                self.is_head = token.type == "thead_open"
                self.tables += self.is_head
            elif token.type == "list_item_close":
                self.items.pop()
            elif starts_block(token, self.items):
                self._open(token, place)
            elif token.type == "inline" and self.pieces:
                self._write(token, place)
        for piece in self.pieces:
            piece.cells = piece.cells or [Cell()]
            piece._look_alive()
        return self.pieces

    def _open(self, token, place: int) -> None:
        kind = OPENING[token.type]
        if kind == "code":
            kind = _OF_FENCE.get(token.info.strip(), "code")
        is_row = kind == "tr"
        self.pieces.append(Piece(kind, next(self.ids, ""), table=self.tables if is_row else -1, is_head=is_row and self.is_head))
        if kind == "flow":
            self.pieces[-1].source = token.content
            self.pieces[-1].cells = [Cell(plain_words(token.content))]
        elif token.type == "fence":
            self.pieces[-1].cells = [Cell(token.content, (Run(0, len(token.content), "", place, -1),), place)]
        if token.type == "list_item_open":
            self.pieces[-1].is_counted = bool(token.info)
            self.items.append(self.pieces[-1])

    def _write(self, inline, place: int) -> None:
        piece = (self.items or self.pieces)[-1]
        links = (str(child.attrGet("href") or "") for child in inline.children if child.type == "link_open")
        piece.files += [link.removeprefix("media:") for link in links if link.startswith("media:")]
        piece.pictures += [str(child.attrGet("src")).removeprefix("media:") for child in inline.children if child.type == "image"]
        if piece.kind == "tr" or not piece.cells:
            piece.cells.append(_cell(inline, place))
        else:
            before = piece.cells[0]
            added = _cell(inline, place, begins=len(before.text) + 1)
            piece.cells[0] = Cell(f"{before.text}\n{added.text}", before.runs + added.runs, before.token)


def _cell(inline, place: int, begins: int = 0) -> Cell:
    """Text of one inline token; runs of it count from `begins`."""
    text, runs, links = "", [], []
    for number, child in enumerate(inline.children):
        if child.type == "link_open":
            links.append(child.attrGet("href") or "")
        elif child.type == "link_close":
            links.pop()
        elif child.type in ("text", "code_inline"):
            runs.append(Run(begins + len(text), len(child.content), links[-1] if links else "", place, number))
            text += child.content
        elif child.type == "image":
            text += child.content
        elif child.type.endswith("break"):
            text += " "
    return Cell(text, tuple(runs), place)
