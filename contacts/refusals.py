"""Why a client is not changed: named, with what the screen needs to say it."""


class Refused(Exception):
    """A rule of the company says no; nothing was changed."""


class NotAllowed(Refused):
    """The person has no right to this act."""


class EditConflict(Refused):
    """Two people edited one record: `current` is what is stored now."""

    def __init__(self, current):
        super().__init__(str(current.pk))
        self.current = current


class NoName(Refused):
    """A client has at least a name or a way to reach them."""
