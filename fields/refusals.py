"""Why a field is not shaped as asked."""


class Refused(Exception):
    """The base of all of them."""


class NotAllowed(Refused):
    """Fields are shaped by those with the right to configure."""


class FieldChanged(Refused):
    """Somebody saved the field after this person had opened it."""

    def __init__(self, current):
        self.current = current


class ValueChanged(Refused):
    """Somebody wrote the value after this person had opened it."""


class OptionIsHeld(Refused):
    """An option that records hold is taken away, and nobody said where its values go."""

    def __init__(self, option, count):
        self.option, self.count = option, count


class TypeStays(Refused):
    """The values of this type cannot be read as the other one."""


class FieldIsDemanded(Refused):
    """Something still asks for the field: `uses` say what."""

    def __init__(self, uses):
        self.uses = uses


class FieldIsTold(Refused):
    """Names or notices tell everybody the value of a field that is to be kept for some: `uses` say which."""

    def __init__(self, uses):
        self.uses = uses
