"""Business dates, cut-offs and working minutes by local wall clocks. Pure functions; no database."""

from datetime import UTC, datetime, time, timedelta

_STEP = timedelta(minutes=1)


def instant_of(day, wall, zone):
    """The one instant of a local wall time: the later one where it occurs twice, the first after the gap where it does not exist."""
    local = datetime.combine(day, wall, tzinfo=zone).replace(fold=1)
    back = local.astimezone(UTC).astimezone(zone)
    if back.replace(tzinfo=None) == local.replace(tzinfo=None):
        return local.astimezone(UTC)
    return _first_after_gap(day, wall, zone)


def _first_after_gap(day, wall, zone):
    # In a gap fold=0 reads with the offset before, fold=1 with the one after; the transition lies between the two.
    wanted = datetime.combine(day, wall)
    early = wanted.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = wanted.replace(tzinfo=zone, fold=0).astimezone(UTC)
    moment = min(early, late)
    offset = moment.astimezone(zone).utcoffset()
    low, high = moment, max(early, late)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == offset else (low, middle)
    return high.replace(microsecond=0)


def working_minutes(start, end, intervals_on, zone):
    """Minutes of work between two instants; `intervals_on(date)` lists the [(time, time)] of a local date."""
    minutes, day = 0, start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        for begins, ends in intervals_on(day):
            a, b = max(start, instant_of(day, begins, zone)), min(end, instant_of(day, ends, zone))
            minutes += max((b - a).total_seconds(), 0) / 60
        day += timedelta(days=1)
    return minutes


def minus_working_minutes(end, minutes, intervals_on, zone, days_back=31):
    """The instant from which `minutes` of work lie before `end`; what entered later is too young to be judged."""
    left, day = timedelta(minutes=minutes), end.astimezone(zone).date()
    for _ in range(days_back):
        for begins, ends in reversed(intervals_on(day)):
            a, b = instant_of(day, begins, zone), min(end, instant_of(day, ends, zone))
            if b <= a:
                continue
            if b - a >= left:
                return b - left
            left -= b - a
        day -= timedelta(days=1)
    return end - timedelta(days=days_back)


def plus_working_minutes(start, minutes, intervals_on, zone, days_ahead=31):
    """The instant at which `minutes` of work have passed since `start`."""
    left, day = timedelta(minutes=minutes), start.astimezone(zone).date()
    for _ in range(days_ahead):
        for begins, ends in intervals_on(day):
            a, b = max(start, instant_of(day, begins, zone)), instant_of(day, ends, zone)
            if b <= a:
                continue
            if b - a >= left:
                return a + left
            left -= b - a
        day += timedelta(days=1)
    return start + timedelta(days=days_ahead)


def parse_intervals(pairs):
    """[["09:00", "18:00"]] as [(time, time)]"""
    return [(time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in pairs]
