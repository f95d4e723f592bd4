"""Why a document is not made or changed: named, with what the screen needs to say it."""


class Refused(Exception):
    """A rule of the company says no; nothing was changed."""


class NotAllowed(Refused):
    """The person may not do this."""


class NothingToSell(Refused):
    """An invoice, an offer and an act name products with prices; the deal has none."""


class WithoutPrice(Refused):
    """A paper that is paid by names what each product costs: `products` have no price."""

    def __init__(self, products):
        super().__init__(", ".join(products))
        self.products = products


class NumberIsGiven(Refused):
    """A date of a former year would give a number that this year has given: numbers begin anew each year, and the format names none."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


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


class CannotBeFilled(Refused):
    """What the deal says does not go into the template: `why` is the refusal of the press. No number was taken, and none helps."""

    def __init__(self, template, why):
        super().__init__(template)
        self.template, self.why = template, why


class PressFailed(Refused):
    """The paper could not be made now; the document and its number stay, and it can be tried again."""


class NoPango(PressFailed):
    """This machine lacks the library that lays out PDF; the DOCX can be taken all the same."""
