"""A broker that is away is asked once in a while, not by every request."""

from time import monotonic

PAUSE_SECONDS = 5

_away_until = 0.0


def broker_is_away():
    """True for a few seconds after a failure: do not even try."""
    return monotonic() < _away_until


def broker_failed():
    global _away_until
    _away_until = monotonic() + PAUSE_SECONDS


def broker_answered():
    global _away_until
    _away_until = 0.0
