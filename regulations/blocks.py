"""The blocks of a text: paragraphs, headings, list items and table rows, each with an id that survives editing."""

import hashlib
import uuid

from .changes.matching import Matching
from .changes.pieces import Piece, pieces_of
from .flow.fences import NAME, is_flow, plain_words
from .typesetting import OPENING, parse, starts_block


def blocks_of(markdown, *, before=(), was=""):
    """Blocks in reading order; a block found again in `before`, as it was or edited, keeps its id. `was` is the Markdown they came from."""
    drawn = [{"kind": kind, "text": text, "hash": _hash(text)} for kind, text in _pieces(markdown)]
    ids = _kept_ids(before, was, markdown)
    return [{"id": ids.get(place) or uuid.uuid4().hex[:8], **block} for place, block in enumerate(drawn)]


def plain_text(blocks):
    return "\n".join(block["text"] for block in blocks)


def digest(*parts):
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def _pieces(markdown):
    """(kind, plain text) of every block; a nested list item is a block of its own."""
    pieces, open_items = [], []
    for token in parse(markdown):
        if starts_block(token, open_items):
            pieces.append(_fence(token) if token.type == "fence" else [OPENING[token.type], []])
            if token.type == "list_item_open":
                open_items.append(pieces[-1])
        elif token.type == "list_item_close":
            open_items.pop()
        elif token.type == "inline" and pieces:
            (open_items or pieces)[-1][1].append(_words(token))
    return [(kind, " ".join(filter(None, words))) for kind, words in pieces]


def _fence(token):
    return [NAME, [plain_words(token.content)]] if is_flow(token) else [OPENING[token.type], [token.content]]


def _words(inline):
    return "".join(
        child.content if child.type in ("text", "code_inline", "image") else " " * child.type.endswith("break") for child in inline.children
    )


def _kept_ids(before, was, markdown):
    """{place: id} of the blocks that are found again; a text that stayed as it was keeps them all."""
    if was and was == markdown:
        return {place: block["id"] for place, block in enumerate(before)}
    old = pieces_of(was, (block["id"] for block in before)) if was else [Piece.plain(b["text"], b["kind"], b["id"]) for b in before]
    pairs = Matching(old, pieces_of(markdown)).pairs if old else {}
    return {place: old[found].id for place, found in pairs.items()}


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]
