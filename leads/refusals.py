"""Why an enquiry is not taken or turned: named, with what the screen needs to say it."""

from deals.refusals import Refused


class AlreadyTaken(Refused):
    """Somebody was quicker: `lead` is as it is now, with who took it and when."""

    def __init__(self, lead):
        super().__init__(str(lead.pk))
        self.lead = lead


class NothingToCall(Refused):
    """A lead has at least a name, a phone or an e-mail."""
