"""The guide as it is shown: every step with what the system sees of it, what people agreed, and what comes before it."""

from dataclasses import dataclass, field
from functools import cached_property

from crm_project.lib import clock
from crm_project.lib.rollout_checks import checks

from .models import RolloutStep
from .steps import KINDS


@dataclass(frozen=True)
class Looked:
    """A check with what it found."""

    check: object
    is_so: bool
    words: str


@dataclass
class Line:
    """One step. `waits_for` are the labels of earlier steps that are still open."""

    number: int
    kind: object
    step: RolloutStep
    looked: list
    today: object
    waits_for: list = field(default_factory=list)

    @property
    def done_checks(self):
        return sum(one.is_so for one in self.looked)

    @property
    def is_seen_done(self):
        """The system itself sees that it is done."""
        return bool(self.looked) and all(one.is_so for one in self.looked)

    @property
    def is_done(self):
        return self.is_seen_done or self.step.ticked_at is not None

    @property
    def is_begun(self):
        return self.is_done or self.done_checks > 0

    @property
    def is_late(self):
        return not self.is_done and self.step.due_on is not None and self.step.due_on < self.today


class Guide:
    """The nine steps; each check asks what it needs, whatever the number of people or deals."""

    def __init__(self, zone):
        self.today = clock.today(zone)

    @cached_property
    def lines(self):
        steps, found = RolloutStep.objects.by_key(), {}
        for one in checks():
            is_so, words = one.look()
            found.setdefault(one.step, []).append(Looked(one, is_so, words))
        lines, waits = [], []
        for number, kind in enumerate(KINDS, start=1):
            step = steps.get(kind.key) or RolloutStep(key=kind.key)
            line = Line(number, kind, step, found.get(kind.key, []), self.today, list(waits))
            lines.append(line)
            if not line.is_done:
                waits.append(kind.label)
        return lines

    @property
    def done(self):
        return sum(line.is_done for line in self.lines)

    @property
    def next(self):
        """The first step that is open."""
        return next((line for line in self.lines if not line.is_done), None)
