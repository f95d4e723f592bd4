"""Why the ledger is not touched: named, with what the screen needs to say it."""


class Refused(Exception):
    """A rule of the house says no; nothing was changed."""


class NotAllowed(Refused):
    """The person has no right to this act."""


class ReasonNeeded(Refused):
    """A correction of the ledger says why."""
