"""Who delivers which kind of parcel; filled by the apps when they are ready."""

_handlers = {}


class UnknownKind(LookupError):
    """A parcel of a kind that no app of this release delivers."""


def handler(kind):
    """Declare the function that delivers parcels of this kind: `def send(payload)`, idempotent, may raise."""

    def remember(function):
        _handlers[kind] = function
        return function

    return remember


def handler_of(kind):
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKind(kind) from None
