"""Why a test or a question stays as it is."""


class Refused(Exception):
    """A rule says no; nothing was changed."""


class NotAllowed(Refused):
    """The person has no right to this act."""


class ReasonNeeded(Refused):
    """Who waives, rejects or takes away points says why."""


class ChangedMeanwhile(Refused):
    """Somebody else changed it while this page was open: `record` is as it is now."""

    def __init__(self, record):
        super().__init__(str(record.pk))
        self.record = record


class Unsound(Refused):
    """A question that could not be asked or scored: `faults` are codes of `payloads.FAULTS`."""

    def __init__(self, faults):
        super().__init__(", ".join(faults))
        self.faults = faults


class BadAnswer(Refused):
    """The answer names an option the question does not have, or is no number."""


class TooLong(BadAnswer):
    """A free answer of `length` letters where `most` are kept."""

    def __init__(self, length, most):
        super().__init__(f"{length} > {most}")
        self.length, self.most = length, most


class NotReady(Refused):
    """The question cannot be asked yet: it has no wording, or no section."""


class TooFewQuestions(Refused):
    """The bank cannot fill the test: `wanted` questions, `found` of them; `shortages` say of which rules."""

    def __init__(self, wanted, found, shortages=()):
        super().__init__(f"{found} of {wanted}")
        self.wanted, self.found, self.shortages = wanted, found, shortages


class AssignmentIsOver(Refused):
    """Passed, finally failed or cancelled: `assignment` is as it is now."""

    def __init__(self, assignment):
        super().__init__(assignment.state)
        self.assignment = assignment


class StillCoolingDown(Refused):
    """The next attempt is not open yet: `until`."""

    def __init__(self, until):
        super().__init__(until.isoformat())
        self.until = until


class AttemptIsOver(Refused):
    """It was handed in, or its time is up: `attempt` is as it is now."""

    def __init__(self, attempt):
        super().__init__(str(attempt.pk))
        self.attempt = attempt


class RunIsOver(Refused):
    """The practical task is done or has ended: `run` is as it is now."""

    def __init__(self, run):
        super().__init__(run.state)
        self.run = run


class AlreadyDecided(Refused):
    """Somebody has graded the answer or settled the appeal: `record` is as it is now."""

    def __init__(self, record):
        super().__init__(str(record.pk))
        self.record = record


class NoTimeLimit(Refused):
    """Where time is not limited there is none to be added."""


class NotFinallyFailed(Refused):
    """One more attempt is opened only after the last one was failed."""


class NobodyToTest(Refused):
    """Nobody was named, or nobody of those named may be given tests by this person."""
