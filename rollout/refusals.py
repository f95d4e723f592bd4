class NotAllowed(Exception):
    """Only who configures the system leads its introduction."""


class StepChanged(Exception):
    """Somebody else changed the step meanwhile; `step` is what stands there now."""

    def __init__(self, step):
        super().__init__(str(step))
        self.step = step
