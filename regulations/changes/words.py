"""Which words of a block were changed: by whole words, without confetti, with the words that matter kept in sight."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

from .guard import is_sensitive
from .tokens import Cell, Token

JOIN_WORDS, JOIN_LETTERS = 2, 8
"""An unchanged gap no longer than this between two changes is read as part of them."""
REWRITTEN, REWRITTEN_FROM = 0.6, 8
"""More than this share of new words, in a block of at least so many, and the block is shown as rewritten."""
LONG = 400
"""Words from which a paragraph is compared sentence by sentence."""


class Op(NamedTuple):
    """One change. `tag`: + added, - removed, ~ replaced, @ another target of a link; letters old[a:b] became new[start:end].

    `keys` are the words that matter among the changed ones, `bold` their places in the new text.
    """

    tag: str
    a: int
    b: int
    start: int
    end: int
    old: str
    new: str
    keys: list[str]
    bold: list[list[int]]


@dataclass
class Words:
    """What became of one text: its changes in order and how many words they are."""

    ops: list[Op] = field(default_factory=list)
    words_in: int = 0
    words_out: int = 0
    is_rewritten: bool = False

    @property
    def keys(self) -> list[str]:
        return list(dict.fromkeys(key for op in self.ops for key in op.keys))


class _Range(NamedTuple):
    """Tokens old[i1:i2] became new[j1:j2]."""

    i1: int
    i2: int
    j1: int
    j2: int
    is_link: bool = False


def word_changes(old: Cell, new: Cell) -> Words:
    before, after = _comparable(old, new)
    ranges = _ranges(before, after)
    found = Words(words_in=_count(after, [(r.j1, r.j2) for r in ranges]), words_out=_count(before, [(r.i1, r.i2) for r in ranges]))
    changed = {(r.i1, r.i2, r.j1, r.j2) for r in ranges}
    for joined in _joined(ranges, before, after):
        inside = [
            part for part in changed if part[0] >= joined.i1 and part[1] <= joined.i2 and part[2] >= joined.j1 and part[3] <= joined.j2
        ]
        found.ops.append(_op(joined, sorted(inside), old, new, before, after))
    total = sum(token.is_word for token in new.tokens)
    fresh = sum(token.is_word for r in ranges if not r.is_link for token in after[r.j1 : r.j2]) if after is new.tokens else found.words_in
    found.is_rewritten = total >= REWRITTEN_FROM and fresh > REWRITTEN * total
    return found


def _comparable(old: Cell, new: Cell) -> tuple[list[Token], list[Token]]:
    if max(len(old.words), len(new.words)) > LONG:
        return old.sentences, new.sentences
    return old.tokens, new.tokens


def _ranges(before: Sequence[Token], after: Sequence[Token]) -> list[_Range]:
    matcher = SequenceMatcher(None, [token.key for token in before], [token.key for token in after], autojunk=False)
    ranges: list[_Range] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            ranges += _links_elsewhere(before, after, i1, j1, i2 - i1)
        else:
            ranges.append(_Range(i1, i2, j1, j2))
    return ranges


def _links_elsewhere(before: Sequence[Token], after: Sequence[Token], i: int, j: int, length: int) -> list[_Range]:
    """Equal words that lead somewhere else, neighbours with the same pair of targets as one."""
    found: list[_Range] = []
    for step in range(length):
        if before[i + step].link == after[j + step].link:
            continue
        last = found[-1] if found else None
        same = (
            last
            and last.j2 == j + step
            and before[last.i2 - 1].link == before[i + step].link
            and after[last.j2 - 1].link == after[j + step].link
        )
        if last and same:
            found[-1] = last._replace(i2=last.i2 + 1, j2=last.j2 + 1)
        else:
            found.append(_Range(i + step, i + step + 1, j + step, j + step + 1, is_link=True))
    return found


def _joined(ranges: list[_Range], before: Sequence[Token], after: Sequence[Token]) -> list[_Range]:
    words = [r for r in ranges if not r.is_link]
    if len(words) > 1 and _only_reordered(words, before, after):
        return sorted(
            [_over(words[0], words[-1]), *(r for r in ranges if r.is_link and not words[0].j1 <= r.j1 < words[-1].j2)], key=lambda r: r.j1
        )
    joined: list[_Range] = []
    for one in ranges:
        if joined and not one.is_link and not joined[-1].is_link and _is_confetti(after[joined[-1].j2 : one.j1]):
            joined[-1] = _over(joined[-1], one)
        else:
            joined.append(one)
    return joined


def _over(first: _Range, last: _Range) -> _Range:
    return _Range(first.i1, last.i2, first.j1, last.j2)


def _only_reordered(ranges: list[_Range], before: Sequence[Token], after: Sequence[Token]) -> bool:
    gone = sorted(token.key for r in ranges for token in before[r.i1 : r.i2] if token.is_word)
    come = sorted(token.key for r in ranges for token in after[r.j1 : r.j2] if token.is_word)
    return gone == come and bool(gone)


def _is_confetti(gap: Sequence[Token]) -> bool:
    words = [token.key for token in gap if token.is_word]
    return len(words) <= JOIN_WORDS and sum(map(len, words)) <= JOIN_LETTERS


def _op(
    joined: _Range, parts: list[tuple[int, int, int, int]], old: Cell, new: Cell, before: Sequence[Token], after: Sequence[Token]
) -> Op:
    a, b = _span(before, joined.i1, joined.i2, len(old.text))
    start, end = _span(after, joined.j1, joined.j2, len(new.text))
    if joined.is_link:
        target = before[joined.i1].link
        return Op("@", a, b, start, end, target, new.text[start:end], [], [])
    gone = [key for i1, i2, _j1, _j2 in parts for token in before[i1:i2] for key in _keys(token, old)]
    come = [token for _i1, _i2, j1, j2 in parts for token in after[j1:j2]]
    keys = list(dict.fromkeys(filter(is_sensitive, [*gone, *(key for token in come for key in _keys(token, new))])))
    bold = [[token.start, token.end] for token in come if after is new.tokens and is_sensitive(token.key)]
    tag = "~" if b > a and end > start else "+" if end > start else "-"
    return Op(tag, a, b, start, end, old.text[a:b], new.text[start:end], keys, bold)


def _keys(token: Token, cell: Cell) -> list[str]:
    """The words of a token, which may be a whole sentence."""
    if " " not in token.key:
        return [token.key]
    return [inner.key for inner in cell.tokens if token.start <= inner.start < token.end]


def _span(tokens: Sequence[Token], first: int, last: int, length: int) -> tuple[int, int]:
    """Letters from the first token to the last; for no token the place where they would stand, after the one before."""
    if first == last:
        place = tokens[first - 1].end if first else 0
        return min(place, length), min(place, length)
    return tokens[first].start, tokens[last - 1].end


def _count(tokens: Sequence[Token], spans: list[tuple[int, int]]) -> int:
    changed = [token for first, last in spans for token in tokens[first:last]]
    return sum(len(token.key.split()) if " " in token.key else token.is_word for token in changed)
