"""Running chains over a span of days: where plan, fact and lateness of every step stand. Pure geometry, in per cent of the span's width."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from crm_project.lib import lettering

LANE, BAR, TOP = 42, 26, 9
PLAN_LINE = 5
LEAST_BAR, TEXT, PAD = 14, 12, 8


@dataclass(frozen=True)
class Span:
    """`days` dates from `first` on, on the walls of `zone`; `pixels` is the least width of the strip."""

    first: date
    days: int
    zone: ZoneInfo
    pixels: int

    @property
    def last(self):
        return self.first + timedelta(days=self.days - 1)

    @property
    def dates(self):
        return [self.first + timedelta(days=number) for number in range(self.days)]

    def place(self, at):
        """Per cent from the left edge, beyond 0 and 100 outside of the span."""
        wall = at.astimezone(self.zone)
        hours = (wall.date() - self.first).days * 24 + wall.hour + wall.minute / 60
        return 100 * hours / (self.days * 24)

    def width_of(self, pixels):
        return 100 * pixels / self.pixels


@dataclass(frozen=True)
class GanttBar:
    """A step of a running chain. `planned` and `actual` are (start, finish); of `actual` either may be None.

    `late` is by how much its planned finish has passed, None when it is in time; `late_words` say so beside an open bar.
    `walls` are the planned moments as forms write them; `move_url` is empty where the reader may not plan it anew.
    """

    step_pk: int
    place: int
    title: str
    who: str
    state: str
    planned: tuple
    actual: tuple = (None, None)
    late: timedelta | None = None
    late_words: str = ""
    url: str = ""
    move_url: str = ""
    version: int = 0
    words: str = ""
    walls: tuple = ("", "")
    is_begun: bool = False


@dataclass(frozen=True)
class GanttRow:
    """A running chain; `now` says in words which step goes on and how it stands."""

    run_id: int
    title: str
    subtitle: str
    url: str
    bars: list
    now: str = ""


@dataclass(frozen=True)
class Part:
    """A stretch of a bar: `look` is plan, fact, done or late. Text of an attribute, so that no language puts a comma into it."""

    look: str
    start: float
    end: float

    @property
    def x(self):
        return f"{self.start:.3f}%"

    @property
    def width(self):
        return f"{self.end - self.start:.3f}%"

    @property
    def label_class(self):
        return "on-fact" if self.look == "fact" else ""


@dataclass
class Placed:
    """A bar on its lane; `ends` is where its last word ends."""

    bar: GanttBar
    parts: list
    plan: Part | None
    lane: int = 0
    label: str = ""
    label_part: Part | None = None
    ends: float = 0

    @property
    def start(self):
        return self.parts[0].start

    @property
    def end(self):
        return self.parts[-1].end

    @property
    def x(self):
        return self.parts[0].x

    @property
    def width(self):
        return f"{self.end - self.start:.3f}%"

    @property
    def right(self):
        return f"{self.end:.3f}%"

    @property
    def y(self):
        return TOP + self.lane * LANE

    @property
    def middle(self):
        return self.y + BAR / 2

    @property
    def text_y(self):
        return self.y + 17

    @property
    def plan_y(self):
        return self.y + BAR + 3


@dataclass(frozen=True)
class Link:
    """From the end of one bar to the beginning of the next: along, then down (or up)."""

    x1: str
    x2: str
    y1: float
    y2: float


@dataclass
class Strip:
    """The row of one chain, drawn; `beyond` is (-1 or 1, instant) where all of it lies before or after the span."""

    row: GanttRow
    bars: list = field(default_factory=list)
    links: list = field(default_factory=list)
    height: float = LANE + 6
    beyond: tuple | None = None


def lay_out(rows, span, now):
    """A Strip for every GanttRow."""
    return [_strip(row, span, now) for row in rows]


def _strip(row, span, now):
    placed = [one for one in (_placed(bar, span, now) for bar in row.bars) if one]
    _share_lanes(placed)
    lanes = max((one.lane for one in placed), default=0) + 1
    strip = Strip(row, placed, _links(placed), lanes * LANE + 6)
    if not placed and row.bars:
        strip.beyond = _beyond(row.bars, span)
    return strip


def _beyond(bars, span):
    first = min(bar.actual[0] or bar.planned[0] for bar in bars)
    last = max(bar.actual[1] or bar.planned[1] for bar in bars)
    return (1, first) if span.place(first) >= 100 else (-1, last)


def _placed(bar, span, now):
    parts = [part for part in (_clipped(part) for part in _parts(bar, span, now)) if part]
    if not parts:
        return None
    parts = _at_least(parts, span)
    plan = _clipped(Part("plan", *map(span.place, bar.planned))) if bar.actual[0] else None
    one = Placed(bar, parts, plan)
    one.label, one.label_part = _label(one, span)
    one.ends = one.end + (span.width_of(lettering.width(bar.late_words, TEXT) + 12) if bar.late_words else 0)
    return one


def _parts(bar, span, now):
    """What a bar consists of, from left to right, in per cent; it may reach out of the span."""
    begun, finished = bar.actual
    planned_start, planned_finish = bar.planned
    start, due = span.place(begun or planned_start), span.place(planned_finish)
    until = span.place(finished or now)
    if not begun:
        late = [Part("late", due, until)] if bar.late and not finished and until > due else []
        return [Part("plan", start, due), *late]
    look = "done" if finished else "fact"
    if until > due:
        known = max(start, due)
        return [*([Part(look, start, known)] if known > start else []), Part("late", known, until)]
    return [Part(look, start, until), *([] if finished or until >= due else [Part("plan", max(until, start), due)])]


def _clipped(part):
    start, end = max(part.start, 0.0), min(part.end, 100.0)
    return Part(part.look, start, end) if part.end > 0 and part.start < 100 and end >= start else None


def _at_least(parts, span):
    """A bar of a quarter of an hour is still to be seen and touched."""
    lacking = span.width_of(LEAST_BAR) - (parts[-1].end - parts[0].start)
    if lacking <= 0:
        return parts
    *others, last = parts
    if last.end + lacking <= 100:
        return [*others, Part(last.look, last.start, last.end + lacking)]
    first, *others = parts
    return [Part(first.look, first.start - lacking, first.end), *others]


def _label(one, span):
    """(words, part): the number and who does it, on the widest part that is not late."""
    widest = max((part for part in one.parts if part.look != "late"), key=lambda part: part.end - part.start, default=None)
    if widest is None:
        return "", None
    room = (widest.end - widest.start) * span.pixels / 100 - 2 * PAD
    return lettering.cut(f"{one.bar.place}. {one.bar.who}", TEXT, room), widest


def _share_lanes(placed):
    """Bars that would lie on one another stand below one another."""
    ends = []
    for one in sorted(placed, key=lambda one: (one.start, one.end)):
        one.lane = next((lane for lane, end in enumerate(ends) if end <= one.start), len(ends))
        ends[one.lane : one.lane + 1] = [one.ends]


def _links(placed):
    ordered = sorted(placed, key=lambda one: (one.start, one.end))
    links = []
    for one, following in pairwise(ordered):
        if one.lane != following.lane or following.start > one.ends:
            start = min(one.ends if one.bar.late_words else one.end, following.start)
            links.append(Link(f"{start:.3f}%", f"{following.start:.3f}%", one.middle, following.middle))
    return links


def span_of(name, day, zone):
    """Four weeks from the Monday before the week of `day`, or the seven days of its week."""
    monday = day - timedelta(days=day.weekday())
    if name == "week":
        return Span(monday, 7, zone, 7 * 120)
    return Span(monday - timedelta(days=7), 28, zone, 28 * 38)


def span_between(first, last, zone):
    """Whole dates with a day to spare on both sides, two months at the most, on a strip of one chain."""
    begins = first.astimezone(zone).date() - timedelta(days=1)
    days = (last.astimezone(zone).date() - begins).days + 2
    return Span(begins, min(max(days, 14), 62), zone, 700)


def midnight(day, zone):
    return datetime.combine(day, datetime.min.time(), tzinfo=zone)
