"""A change in one line of plain words, for lists, letters and screen readers: «не позже [15 → 10] минут»."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..quoting import in_plain_words
from .between import Change, Changes
from .words import Op

AROUND = 32
"""Letters of unchanged text on each side of a change."""
LONGEST = 90
FILLED_IN = {"live", "shot", "video"}
"""Blocks that are a mark and nothing else."""


def excerpts(changes: Changes, at_most: int = 3) -> list[str]:
    """Of the text: the changes that matter first, then in reading order."""
    lines = [(not change.sensitive, place, line) for place, change in enumerate(changes.blocks) for line in _lines(change)]
    return [line for _grave, _place, line in sorted(lines)][:at_most]


def _lines(change: Change) -> Iterator[str]:
    if change.how == "added":
        yield f"+ {cut(change.now)}"
    elif change.how == "removed":
        yield f"− {cut(change.was)}"
    elif change.how == "rewritten":
        yield f"[{cut(change.was, 60)} → {cut(change.now, 60)}]"
    elif change.how == "same" and change.moved:
        yield f"⇅ {cut(change.now)}"
    elif change.kind == "tr":
        cells = change.now.split(" | ")
        for column, ops in change.ops.items():
            name = f"{cut(cells[0], 40)}: " if column and cells[0] else ""
            yield from (name + _around(op, cells[column] if column < len(cells) else "") for op in ops[:1])
    elif change.pictures:
        yield f"{_('picture replaced')}: {cut(change.now)}" if change.now else _("picture replaced")
    elif change.kind in FILLED_IN:
        was, now = cut(change.was, 60), cut(change.now, 60)
        yield f"[{was} → {now}]" if was != now else f"{_('replaced')}: {now}"
    else:
        yield from (_around(op, change.now) for ops in change.ops.values() for op in ops[:2])


def _around(op: Op, text: str) -> str:
    """The change with a little of what stands on both sides."""
    before, after = text[: op.start], text[op.end :]
    if len(before) > AROUND:
        before = "…" + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + "…"
    return " ".join(f"{before}{_inside(op)}{after}".split())


def _inside(op: Op) -> str:
    if op.tag == "+":
        return f"[+ {cut(op.new)}]"
    if op.tag == "-":
        return f" [− {cut(op.old)}]"
    if op.tag == "@" and op.old.startswith("media:"):
        return f"[{op.new}: {_('file updated')}]"
    if op.tag == "@":
        return f"[{op.new} ↗]"
    return f"[{cut(op.old)} → {cut(op.new)}]"


def cut(text: str, longest: int = LONGEST) -> str:
    line = " ".join(in_plain_words(text).split())
    return line if len(line) <= longest else line[:longest].rpartition(" ")[0] + "…"
