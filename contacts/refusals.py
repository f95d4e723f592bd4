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


class AlreadyGiven(Refused):
    """Somebody else gave the client away while this page was open: `client` is as it is now."""

    def __init__(self, client):
        super().__init__(str(client.pk))
        self.client = client


class NoName(Refused):
    """A client has at least a name or a way to reach them."""


class NotOneKind(Refused):
    """A company and a person are never one client."""


class ItIsOneCard(Refused):
    """A card is not merged with itself."""


class AlreadyMerged(Refused):
    """One of the two is no card of its own any more: `kept` is the card that holds everything now."""

    def __init__(self, kept):
        super().__init__(str(kept.pk))
        self.kept = kept


class InTheTrash(Refused):
    """A card in the trash is taken back before it is merged."""


class LegalIdsDiffer(Refused):
    """Two legal ids are two legal persons until somebody says which one is right: `keys` are the fields to be told."""

    def __init__(self, keys):
        super().__init__(", ".join(keys))
        self.keys = keys


class WrongLegalIds(Refused):
    """The legal ids picked from both cards do not fit together; `key` is the first that is wrong."""

    def __init__(self, key):
        super().__init__(key)
        self.key = key


class UnknownChoice(Refused):
    """There is no such field or no such side."""


class AlreadyUndone(Refused):
    """The merge was taken back before."""


class TooLateToUndo(Refused):
    """A merge is taken back within thirty days."""


class LaterMergeFirst(Refused):
    """The kept card was absorbed itself since: that merge is taken back first."""

    def __init__(self, kept):
        super().__init__(str(kept.pk))
        self.kept = kept
