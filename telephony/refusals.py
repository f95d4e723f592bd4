"""Why a call is not written down."""


class Refused(Exception):
    """A rule says no; nothing was changed."""


class NotAllowed(Refused):
    """The person has no right to this act."""


class StrangeCall(Refused):
    """Such a call cannot have been: `field` names what does not fit."""

    def __init__(self, field):
        super().__init__(field)
        self.field = field


class NothingToCallBack(Refused):
    """The call was answered, or somebody has called back meanwhile."""
