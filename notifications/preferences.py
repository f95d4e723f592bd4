"""Which channels a person chose for which kind of notice, and when they want to be left alone.

What was never chosen follows the kind's default. Choices are kept one by one: two open pages do not undo each other's.
"""

from datetime import time

from django.db import transaction

from accounts.models import User

from .kinds import kind_of

CHANNELS = ("bell", "push", "mail")
NOW, DIGEST, OFF = "now", "digest", "off"
MORNING = time(9)
_WORDS = {True: NOW, False: OFF}


def choice(person, verb, channel):
    """now, digest (mail alone) or off."""
    kind = kind_of(verb)
    if kind.must and channel == "bell":
        return NOW
    chosen = _of(person, verb).get(channel, kind.usual(channel))
    chosen = _WORDS.get(chosen, chosen) if isinstance(chosen, bool) else chosen
    return NOW if chosen == DIGEST and not kind.may_wait else chosen


def wants(person, verb, channel):
    """Whether it goes by this channel at once."""
    return choice(person, verb, channel) == NOW


def minutes_of(person, verb):
    """The minutes before, of a kind that has waves, as this person set them; None where they never did."""
    return _of(person, verb).get("minutes")


def morning_of(person):
    """The hour of the letter that gathers what may wait."""
    return _time(person.preferences.get("digest_at")) or MORNING


def quiet_of(person):
    """{"from": time, "to": time} of the quiet hours or None, whether days off are quiet, and whether urgent things still come."""
    kept = person.preferences.get("quiet") or {}
    begins, ends = _time(kept.get("from")), _time(kept.get("to"))
    hours = (begins, ends) if begins is not None and ends is not None and begins != ends else None
    return hours, bool(kept.get("days_off")), bool(kept.get("urgent", True))


def choose(person, wishes, **others):
    """Keep `{verb: {channel: choice}}` and `others` as `keep` does; kinds and channels that are not named stay as they are."""
    with transaction.atomic():
        kept = _locked(person)
        notices = dict(kept.get("notices", {}))
        for verb, wish in wishes.items():
            notices[verb] = {**notices.get(verb, {}), **wish}
        _write(person, kept | {"notices": notices} | others)


def keep(person, **values):
    """Keep single wishes (`quiet`, `digest_at`) beside all others."""
    with transaction.atomic():
        _write(person, _locked(person) | values)


# -- helpers -------------------------------------------------------------------------


def _of(person, verb):
    return person.preferences.get("notices", {}).get(verb, {})


def _locked(person):
    return User.objects.select_for_update().values_list("preferences", flat=True).get(pk=person.pk)


def _write(person, preferences):
    User.objects.remember(person, preferences=preferences)


def _time(text):
    try:
        return time.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None
