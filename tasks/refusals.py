"""Why a task stays as it is."""


class Refused(Exception):
    """A rule says no; nothing was changed."""


class NotAllowed(Refused):
    """The person has no right to this act."""


class TaskIsClosed(Refused):
    """It was done or dropped before: `task` is as it is now."""

    def __init__(self, task):
        super().__init__(str(task.pk))
        self.task = task


class AlreadyGiven(Refused):
    """Somebody else gave the task away while this page was open: `task` is as it is now."""

    def __init__(self, task):
        super().__init__(str(task.pk))
        self.task = task


class AlreadyMoved(Refused):
    """Somebody else moved the task while this page was open: `task` is as it is now."""

    def __init__(self, task):
        super().__init__(str(task.pk))
        self.task = task


class ResultNeeded(Refused):
    """Tasks of this type are completed with words about the result."""


class TooLateToUndo(Refused):
    """Only its author takes a completion back, and only within the seconds of the toast."""


class ForeignResult(Refused):
    """The result belongs to the dictionary of another type."""


class LastType(Refused):
    """A company keeps at least one type of task."""


class AlreadyAnswered(Refused):
    """The hand-off was accepted, returned or taken back meanwhile: `task` is as it is now."""

    def __init__(self, task):
        super().__init__(str(task.pk))
        self.task = task


class AnswerFirst(Refused):
    """What was handed over is accepted or returned with a reason; it does not vanish quietly."""


class ReasonNeeded(Refused):
    """Who returns a hand-off says what is lacking."""


class CannotReceive(Refused):
    """This person does not work with tasks, is gone, is limited to other clients, or is the giver."""


class TooManyFeeds(Exception):
    """Somebody has five links to their calendar already."""


class RhythmExists(Refused):
    """The segment and stage have a rhythm already: change that one."""
