"""Why a rule is not switched on, or does not act: named, with what the screen needs to say it."""


class Refused(Exception):
    """A rule of the company says no; nothing was changed."""


class NotAllowed(Refused):
    """The person may not shape automation."""


class IsOn(Refused):
    """What acts right now is not changed under way: switch it off first."""


class IsRetired(Refused):
    """It is out of use."""


class EditConflict(Refused):
    """Somebody changed the rule meanwhile: `current` is what is stored now."""

    def __init__(self, current):
        super().__init__(str(current.pk))
        self.current = current


class OwnerIsGone(Refused):
    """Nobody answers for the rule, or it does not say what it is for."""


class NothingToDo(Refused):
    """The rule has no action."""


class PartIsGone(Refused):
    """A stage, a field, a person or an address of the rule is no longer there: `words` say which."""

    def __init__(self, words):
        super().__init__(str(words))
        self.words = words


class WouldLoop(Refused):
    """Its actions would start itself, or a circle of rules: `names` in order."""

    def __init__(self, names):
        super().__init__(", ".join(names))
        self.names = names


class NotTried(Refused):
    """There is no dry run of the rule as it is now."""


class CannotAct(Refused):
    """An action has nobody to go to or nothing to put: `tell()` says what, in the language of the moment."""

    def __init__(self, tell):
        super().__init__(str(tell()))
        self.tell = tell

    @property
    def words(self):
        return self.tell()
