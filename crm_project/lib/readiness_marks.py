"""The tick leaves its moment with the broker; whoever watches reads its age."""

import time

KEY = "ordo:last-tick"


def note_tick(redis):
    redis.set(KEY, int(time.time()))


def age_of_tick(redis):
    """Seconds since the last tick, or None if none is known."""
    moment = redis.get(KEY)
    return None if moment is None else max(0, int(time.time()) - int(moment))
