"""The clock is watched before anything is judged: by real time, never by the test clock."""

from datetime import timedelta

from django.db import connection, transaction

from .models import Tick
from .refusals import NotAllowed

BACKWARD = timedelta(minutes=5)
LONGEST_GAP_DAYS = 31
DRIFT = timedelta(seconds=30)


def database_time():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def note_tick(now=None):
    """Remember this tick, or hold when the clock jumped since the last one; answers the row."""
    now = now or database_time()
    with transaction.atomic():
        tick = Tick.locked()
        if tick.stands_still and not (tick.hold == Tick.Hold.BACKWARD and now >= tick.last_at):
            return tick
        if tick.last_at and now < tick.last_at - BACKWARD:
            return _hold(tick, Tick.Hold.BACKWARD, now)
        if tick.last_at and now > tick.last_at + timedelta(days=LONGEST_GAP_DAYS):
            return _hold(tick, Tick.Hold.FORWARD, now)
        if tick.stands_still:
            tick.hold, tick.held_since = Tick.Hold.NONE, None
        tick.last_at = max(now, tick.last_at or now)
        tick.save()
    return tick


def hold_gap(first):
    """More days were missed than are closed by themselves: an administrator is asked; only the last one is closed meanwhile."""
    with transaction.atomic():
        tick = Tick.locked()
        if tick.hold == Tick.Hold.NONE:
            tick.gap_from = first
            _hold(tick, Tick.Hold.GAP, database_time())


def release(*, by, everything):
    """The administrator's one click: the clock is right, and the missed days are closed, or left out for ever."""
    if not by.has_right("configure"):
        raise NotAllowed
    with transaction.atomic():
        tick = Tick.locked()
        if not everything:
            tick.gap_from = None
        tick.hold, tick.held_since, tick.last_at = Tick.Hold.NONE, None, database_time()
        tick.save()
    return tick


def _hold(tick, reason, now):
    tick.hold, tick.held_since = reason, now
    tick.save()
    return tick
