"""The blocks of a text: paragraphs, headings, list items and table rows, each with an id that survives editing."""

import hashlib
import uuid
from difflib import SequenceMatcher

from crm_project.lib.text import words_of

from .flow.fences import NAME, is_flow, plain_words
from .typesetting import OPENING, parse, starts_block

EDITED = 0.5
"""Two blocks are one edited sentence when at least this share of their words begin alike; Russian words change their endings."""


def blocks_of(markdown, *, before=()):
    """Blocks in reading order; a block found again in `before`, as it was or edited, keeps its id."""
    drawn = [{"kind": kind, "text": text, "hash": _hash(text)} for kind, text in _pieces(markdown)]
    ids = _kept_ids(list(before), drawn)
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
        child.content if child.type in ("text", "code_inline") else " " * child.type.endswith("break") for child in inline.children
    )


def _kept_ids(before, after):
    """First equal blocks in order, then, in the gaps between them, the ones that read most alike."""
    kept = {}
    same = SequenceMatcher(None, [block["hash"] for block in before], [block["hash"] for block in after], autojunk=False)
    for tag, i1, i2, j1, j2 in same.get_opcodes():
        if tag == "equal":
            kept |= {j: before[i]["id"] for i, j in zip(range(i1, i2), range(j1, j2), strict=True)}
        elif tag == "replace":
            kept |= _edited(before, after, range(i1, i2), range(j1, j2))
    return kept


def _edited(before, after, old, new):
    pairs = [(_likeness(before[i], after[j]), i, j) for i in old for j in new if before[i]["kind"] == after[j]["kind"]]
    kept, used = {}, set()
    for likeness, i, j in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= EDITED and i not in used and j not in kept:
            kept[j] = before[i]["id"]
            used.add(i)
    return kept


def _likeness(one, other):
    """Dice coefficient over the first five letters of each word."""
    first, second = ({word[:5] for word in words_of(block["text"])} for block in (one, other))
    return 2 * len(first & second) / (len(first) + len(second)) if first or second else 0


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]
