"""What other parts do when an edition is published or comes into force: registries that apps fill when they are ready.

A callback of `on_publish` is called inside the transaction of publishing, one of `on_effect` exactly once when the edition
begins to hold: at publishing, or by the tick for one with a later date. A failure undoes both the callbacks and the note
that they ran. `foresee` callbacks answer, before publishing, what the same callbacks will do: (label, number) pairs.
"""

_published, _in_force, _foreseen, _withdrawn = [], [], [], []


def on_publish(callback):
    """`callback(edition)`; also a decorator."""
    return _kept(_published, callback)


def on_effect(callback, *, first=False):
    """`callback(edition)`; also a decorator. `first` runs before the others: what it does is told along with the reading."""
    return _kept(_in_force, callback, first=first)


def on_withdrawal(callback):
    """`callback(edition)`, when an announced one is withdrawn before its day; inside that transaction."""
    return _kept(_withdrawn, callback)


def foresee(callback):
    """`callback(draft, by)` answers [(label, number)] for the what-if of who is about to publish; also a decorator."""
    return _kept(_foreseen, callback)


def published(edition):
    for callback in _published:
        callback(edition)


def withdrawn(edition):
    for callback in _withdrawn:
        callback(edition)


def in_force(edition):
    for callback in _in_force:
        callback(edition)


def foreseen(draft, by=None):
    return [line for callback in _foreseen for line in callback(draft, by)]


def _kept(callbacks, callback, *, first=False):
    if callback not in callbacks:
        callbacks.insert(0 if first else len(callbacks), callback)
    return callback
