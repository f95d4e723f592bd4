"""A text of the draft beside the one it goes on from: blocks by their ids, words inside a block."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join

from .links import without_codes

WORD = re.compile(r"\s+|[\w%]+|[^\w\s]")


@dataclass(frozen=True)
class Pair:
    """Two blocks side by side as html; one of them is "" where the block was added or taken out."""

    kind: str
    left: str
    right: str
    is_changed: bool


def side_by_side(before, after, plain=without_codes):
    """Pairs in reading order of two texts, either of which may be missing; `plain(text)` puts words for links."""
    old, new = (text.blocks if text else [] for text in (before, after))
    places = {block["id"]: place for place, block in enumerate(old)}
    pairs, at = [], 0
    for block in new:
        place = places.get(block["id"])
        if place is None:
            pairs.append(_pair(None, block, plain))
            continue
        pairs += [_pair(gone, None, plain) for gone in old[at:place] if gone["id"] not in {one["id"] for one in new}]
        at = max(at, place + 1)
        pairs.append(_pair(old[place], block, plain))
    pairs += [_pair(gone, None, plain) for gone in old[at:] if gone["id"] not in {one["id"] for one in new}]
    return pairs


def counts(before, after):
    """(words that came, words that went)"""
    old, new = (_words(" ".join(_plain(block) for block in text.blocks)) if text else [] for text in (before, after))
    old, new = ([word for word in words if word.strip()] for words in (old, new))
    came = went = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            came, went = came + j2 - j1, went + i2 - i1
    return came, went


def _pair(old, new, plain):
    kind = (new or old)["kind"]
    left_text, right_text = (plain(block["text"]) if block else "" for block in (old, new))
    if old is None:
        return Pair(kind, "", format_html('<ins class="k-mark">{}</ins>', right_text), True)
    if new is None:
        return Pair(kind, format_html('<del class="k-del">{}</del>', left_text), "", True)
    if left_text == right_text:
        return Pair(kind, left_text, right_text, False)
    left, right = [], []
    one, two = _words(left_text), _words(right_text)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        _put(left, "".join(one[i1:i2]), tag != "equal", '<del class="k-del">{}</del>')
        _put(right, "".join(two[j1:j2]), tag != "equal", '<ins class="k-mark">{}</ins>')
    return Pair(kind, _joined(left), _joined(right), True)


def _put(parts, words, is_marked, mark):
    if words:
        parts.append(format_html(mark, words) if is_marked and words.strip() else words)


def _joined(parts):
    return format_html_join("", "{}", ((part,) for part in parts))


def _plain(block):
    return without_codes(block["text"])


def _words(text):
    return WORD.findall(text)
