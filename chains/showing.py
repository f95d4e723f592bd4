"""What pages show of the steps of a chain."""

from dataclasses import dataclass
from typing import Any

from .models import RunStep
from .sentences import why_words
from .wording import late_words

TONES = {"planned": "plan", "attention": "wait", "in_work": "today", "done": "ok", "skipped": "txt", "stopped": "txt"}


@dataclass(frozen=True)
class Line:
    """A step as a row: `late` is said in words, `opens` whether the reader sees its task, `why` what it waits for."""

    step: Any
    tone: str
    words: Any
    late: Any
    opens: bool
    why: str
    may_name: bool


def lines_of(run, seen_tasks, at):
    """Rows of the page of a chain, those of the way before what was passed over."""
    steps = sorted(run.run_steps.all(), key=lambda step: (step.state == RunStep.State.SKIPPED, step.place, step.pk))
    return [_line(run, step, seen_tasks, at) for step in steps]


def current_of(run):
    """The step whose turn it is, or None."""
    return next((step for step in run.run_steps.all() if step.is_its_turn), None)


def _line(run, step, seen_tasks, at):
    is_open = run.is_running and step.state == RunStep.State.PLANNED
    late = step.late_by(at) if step.finished_at or (run.is_running and step.is_its_turn) else None
    why = why_words(step.waits_for) if step.waits_for else ""
    tone = "over" if late and not step.finished_at else TONES[step.state]
    return Line(step, tone, step.get_state_display(), late_words(late), step.task_id in seen_tasks, why, is_open)
