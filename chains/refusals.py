"""Why a chain stays as it is."""


class Refused(Exception):
    """A rule says no; nothing was changed."""


class NotAllowed(Refused):
    """The person has no right to this act."""


class ChangedMeanwhile(Refused):
    """Somebody else changed the template or the run while this page was open: `record` is as it is now."""

    def __init__(self, record):
        super().__init__(str(record.pk))
        self.record = record


class Unsound(Refused):
    """A template that could not be played to its end: `faults` are (key of a step or "", what is wrong, names of steps)."""

    def __init__(self, faults):
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = faults


class TemplateRetired(Refused):
    """Nothing new is started by a template that is out of use."""


class NobodyToBegin(Refused):
    """The first step has no executor who can take it: somebody must be named."""


class CannotDoStep(Refused):
    """This person does not work with tasks, is gone, or is limited to other clients: `person`, `key` of the step."""

    def __init__(self, person, key):
        super().__init__(f"{person.pk} {key}")
        self.person, self.key = person, key


class RunIsOver(Refused):
    """The chain has ended or was stopped: `run` is as it is now."""

    def __init__(self, run):
        super().__init__(str(run.pk))
        self.run = run


class StepHasBegun(Refused):
    """A step that is done, or in work, is not planned anew in this way: `step` is as it is now."""

    def __init__(self, step):
        super().__init__(str(step.pk))
        self.step = step


class WrongDates(Refused):
    """A step would end before it begins, begin in the past or before the one before it ends, or lie in a far century: see `code`."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class ReasonNeeded(Refused):
    """Who stops a chain says why."""
