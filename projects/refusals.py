"""Why something of a project was refused; each carries what the page says about it."""


class Refused(Exception):
    pass


class NotAllowed(Refused):
    """The person may look at the project, not change it."""


class ProjectIsClosed(Refused):
    """Nothing is planned or noted in a project that is over."""


class EditConflict(Refused):
    """Somebody else changed the project while this form was open."""


class LineIsUsed(Refused):
    """Something was noted on the line: it stays, with what it cost."""


class FigureRefused(Refused):
    """A quantity, price, sum or day that cannot be right."""

    def __init__(self, field, why):
        super().__init__(field, why)
        self.field, self.why = field, why
