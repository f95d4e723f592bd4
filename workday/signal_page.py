"""How a signal reads, for the person and for their head."""

from .models import Breach, Signal
from .permissions import asking_departments, may_waive
from .rules import BY_CODE
from .veil import veiled
from .words import breach_words


def worded(signals, user):
    """Signals with their rule, their breaches as far as the reader may name them, and what may be done; two queries for all."""
    signals = list(signals)
    wanted = {pk for signal in signals for pk in signal.breach_ids}
    breaches = {one.pk: one for one in veiled(list(Breach.objects.filter(pk__in=wanted).select_related("owner")), user)} if wanted else {}
    for breach in breaches.values():
        breach.words = breach_words(breach)
    for signal in signals:
        is_open = signal.state == Signal.State.OPEN
        signal.label = BY_CODE[signal.rule].label
        signal.breaches = [breaches[pk] for pk in signal.breach_ids if pk in breaches]
        signal.may_read = is_open and signal.user_id == user.pk
        signal.may_waive = is_open and may_waive(user, signal)
    return signals


def open_signals_of(user):
    """What the person has to read again; nothing while *More control* is off."""
    return worded(Signal.objects.of(user).within(asking_departments()).open().for_list(), user)


def signals_for(user, person, first, last):
    """Those of one person between two dates, as far as the reader may see them; none while *More control* is off."""
    return worded(Signal.objects.visible_to(user).of(person).within(asking_departments()).between(first, last).for_list(), user)
