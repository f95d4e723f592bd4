"""The chains one sees, as lines of a list or as bars of a chart of terms."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from crm_project.lib import clock, formats, keyset
from tasks.permissions import may_answer
from tasks.subjects import MODELS

from .gantt import lay_out, span_of
from .models import ChainRun
from .pictures import card_of, rows_of
from .wording import late_words, state_of

LINES, BARS = 50, 30
CHIPS = {"late": "over", "attention": "wait", "in_work": "acc", "done": "ok"}
SPANS = {"week": 7, "month": 28}


@dataclass(frozen=True)
class Line:
    """A run in the list; `card` is None where it is none of the reader's business, `step` the one whose turn it is."""

    run: ChainRun
    card: Any
    step: Any
    look: str
    words: str
    late: str

    @property
    def chip(self):
        return CHIPS.get(self.look, "txt")


class Board:
    """A page of the runs that `chosen`, a RunFilter, finds, after the mark of the page before."""

    def __init__(self, chosen, after="", size=LINES):
        self.chosen, self.user, self.at = chosen, chosen.request.user, clock.now()
        runs, order = chosen.shown(self.at)
        self.runs, self.mark = keyset.page(runs.with_percent().for_page().prefetch_related("participants"), order, after, size)

    @cached_property
    def counts(self):
        return self.chosen.counts(self.at)

    @cached_property
    def named(self):
        """(kind, pk) of the cards on this page that the reader may see."""
        return cards_seen(self.runs, self.user)

    @property
    def lines(self):
        return [line_of(run, card_of(run, self.named), self.at) for run in self.runs]


class Terms(Board):
    """The same on a strip of days; `span` is week or month, `day` any day of it."""

    def __init__(self, chosen, span, day, after=""):
        super().__init__(chosen, after, BARS)
        self.name, self.day, self.zone = span, day, timezone.get_current_timezone()
        self.span = span_of(span, day, self.zone)

    @cached_property
    def strips(self):
        return lay_out(rows_of(self.runs, self.user, self.named, self.at), self.span, self.at)

    @property
    def title(self):
        return formats.day_range(self.span.first, self.span.last)

    @property
    def previous(self):
        return self.day - timedelta(days=SPANS[self.name])

    @property
    def next(self):
        return self.day + timedelta(days=SPANS[self.name])

    @cached_property
    def days(self):
        """Every date of the head with its places, in per cent as text of attributes."""
        width, today = 100 / self.span.days, timezone.localtime(self.at).date()
        timetable = self.chosen.timetable
        return [
            {
                "on": on,
                "label": self._label(on),
                "x": f"{number * width:.3f}%",
                "middle": f"{(number + 0.5) * width:.3f}%",
                "width": f"{width:.3f}%",
                "is_off": not timetable.would_work(self.user, on),
                "is_today": on == today,
            }
            for number, on in enumerate(self.span.dates)
        ]

    @property
    def now(self):
        """Where this moment lies, "" when it is on another page."""
        place = self.span.place(self.at)
        return f"{place:.3f}%" if 0 <= place <= 100 else ""

    @property
    def minutes(self):
        return self.span.days * 1440

    @property
    def snap(self):
        """Minutes to whose multiple a dragged bar goes."""
        return 60 if self.name == "week" else 1440

    @cached_property
    def focus(self):
        """The chain that waits longest, the reader's own first: {run, card, steps}; None when none waits."""
        waiting = self.chosen.queryset.waiting().for_page().order_by("planned_end_at", "pk")
        run = waiting.waiting_for({self.user.pk, *self.user.stands_in_for}).first() or waiting.first()
        if run is None:
            return None
        card = card_of(run, cards_seen([run], self.user))
        return {"run": run, "card": card, "line": line_of(run, card, self.at), "steps": around(run, self.user, self.at)}

    def _label(self, on):
        return f"{formats.weekday_short(on)} {formats.day_short(on)}" if self.name == "week" else str(on.day)


def cards_seen(runs, user):
    seen = set()
    for kind, model in MODELS.items():
        if ids := {getattr(run, f"{kind}_id") for run in runs} - {None}:
            seen |= {(kind, pk) for pk in model.objects.visible_to(user).live().filter(pk__in=ids).values_list("pk", flat=True)}
    return seen


def line_of(run, card, at):
    step = next((one for one in run.run_steps.all() if one.is_its_turn), None)
    if step is None:
        look = {"done": "done"}.get(run.state, "txt")
        words = f"{run.get_state_display()} · {formats.day(run.ended_at)}" if run.ended_at else run.get_state_display()
        return Line(run, card, None, look, words, "")
    look, words = state_of(step, at)
    return Line(run, card, step, look, words, late_words(step.late_by(at)))


def around(run, user, at):
    """The step whose turn it is with the one before and the one after: [{step, look, words, answers}]."""
    steps = [step for step in run.run_steps.all() if step.state != "skipped"]
    turn = next((number for number, step in enumerate(steps) if step.is_its_turn), 0)
    first = max(min(turn - 1, len(steps) - 3), 0)
    shown = []
    for step in steps[first : first + 3]:
        look, words = state_of(step, at)
        answers = bool(step.task_id and step.task.waits and may_answer(user, step.task))
        days = formats.day_range(step.began_at or step.planned_start, step.finished_at or step.planned_finish)
        said = {"words": words, "days": days, "text": run.facts_of(step.key)["instructions"]}
        shown.append({"step": step, "look": look, "chip": CHIPS.get(look, "plan"), "answers": answers} | said)
    return shown
