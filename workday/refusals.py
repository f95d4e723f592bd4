"""Why the ledger is not touched: named, with what the screen needs to say it."""


class Refused(Exception):
    """A rule of the house says no; nothing was changed."""


class NotAllowed(Refused):
    """The person has no right to this act."""


class ControlHasBegun(Refused):
    """Days are judged already: no date takes today's, or those to come, out of the judgement. `since` is the first of them."""

    def __init__(self, since):
        super().__init__()
        self.since = since


class BeginsTooEarly(Refused):
    """The first judged day lies ahead, so that nobody is judged by what they were not told."""


class ReasonNeeded(Refused):
    """A correction of the ledger says why."""


class ExplainedBefore(Refused):
    """One explanation a breach; another one only where the head did not accept the first."""


class ExcusedBefore(Refused):
    """The head has found good cause already: there is nothing left to explain."""


class NotInOrderYet(Refused):
    """A debt is called settled, and the card breaks the rule still."""


class CannotBeTakenBack(Refused):
    """Somebody has gone on with what the system did, or there is nothing to undo."""


class DatesAreOver(Refused):
    """An absence is asked for dates that have begun, or approved when they are over."""


class AlreadyAsked(Refused):
    """The person has asked for some of these dates and nobody has answered yet."""


class HasBegun(Refused):
    """An absence that has begun is ended by the head."""


class AlreadyDecided(Refused):
    """Somebody has answered, or the person has withdrawn it; `request` is how it stands."""

    def __init__(self, request):
        super().__init__()
        self.request = request


class AlreadySettled(Refused):
    """The signal was answered, waived or withdrawn before; `signal` is how it stands."""

    def __init__(self, signal):
        super().__init__()
        self.signal = signal


class AlreadyJudged(Refused):
    """Another head has said the opposite before; `verdict` is what holds."""

    def __init__(self, verdict):
        super().__init__()
        self.verdict = verdict
