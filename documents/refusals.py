"""Why a document is not made or changed: named, with what the screen needs to say it."""


class Refused(Exception):
    """A rule of the company says no; nothing was changed."""


class NotAllowed(Refused):
    """The person may not do this."""


class NothingToSell(Refused):
    """An invoice, an offer and an act name products with prices; the deal has none."""


class NobodyToSign(Refused):
    """The company itself has no requisites yet: nobody could sign."""


class NobodyToReceive(Refused):
    """The deal has neither a company nor a contact."""


class IsAnnulled(Refused):
    """An annulled document stays as it is."""


class TemplateIsWrong(Refused):
    """A file that is no template: `why` is a code the page has words for, `detail` what exactly is wrong."""

    def __init__(self, why, detail=""):
        super().__init__(why)
        self.why, self.detail = why, detail


class PressFailed(Refused):
    """The paper could not be made now; the document and its number stay, and it can be tried again."""


class NoPango(PressFailed):
    """This machine lacks the library that lays out PDF; the DOCX can be taken all the same."""
