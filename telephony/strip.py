"""The strip of a day: calls by hours, one bar a call while they fit, else columns by their number."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

FIRST, LAST = 9, 17
STEP, WIDE, MOST = 12, 9, 8
FLOOR, TALL, HIGH = 56, 26, 50
KINDS = ("out", "in", "missed")


@dataclass
class Hour:
    """One column: where it ends, its label, its bars as (kind, x, y, width, height)."""

    label: str
    middle: int
    end: int
    bars: list = field(default_factory=list)


def strip(moments):
    """Hours of the calls (started_at, direction, outcome), from nine to five, wider when there were calls outside."""
    calls = defaultdict(list)
    for started_at, direction, outcome in moments:
        kind = "out" if direction == "out" else "in" if outcome == "answered" else "missed"
        calls[timezone.localtime(started_at).hour].append(kind)
    hours = range(min([FIRST, *calls]), max([LAST, *calls]) + 1)
    width = 900 // len(hours)
    most = max((len(kinds) for kinds in calls.values()), default=0)
    fits = most <= min(MOST, width // STEP)
    draw = _each if fits else _summed
    return [
        Hour(f"{hour}:00", place * width + width // 2, (place + 1) * width, draw(calls[hour], place * width, most, width))
        for place, hour in enumerate(hours)
    ]


def _each(kinds, left, most, width):
    ordered = sorted(kinds, key=KINDS.index)
    return [(kind, left + 14 + place * STEP, FLOOR - TALL, WIDE, TALL) for place, kind in enumerate(ordered)]


def _summed(kinds, left, most, width):
    wide = min(width // 4, 20)
    bars = []
    for place, kind in enumerate(KINDS):
        tall = round(HIGH * kinds.count(kind) / most)
        if tall:
            bars.append((kind, left + 10 + place * (wide + 3), FLOOR - tall, wide, tall))
    return bars
