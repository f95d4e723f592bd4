"""The chains one sees, as lines of a list or as bars of a chart of terms."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from accounts.schedule import timetable_of
from crm_project.lib import clock, formats, keyset
from tasks.permissions import may_answer
from tasks.subjects import MODELS

from .gantt import lay_out, span_between, span_of
from .models import ChainRun
from .pictures import card_of, rows_of
from .wording import late_words, state_of

LINES, BARS = 50, 30
CLOSE = 31
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


class Chart:
    """Rows on a strip of days: what the head, the net and the bars are drawn from. `snap` is to how many minutes a dragged bar goes."""

    def __init__(self, rows, span, user, at, name="month"):
        self.span, self.user, self.at, self.name = span, user, at, name
        self.snap = 60 if name == "week" else 1440
        self.minutes = span.days * 1440
        self.strips = lay_out(rows, span, at)

    @property
    def title(self):
        return formats.day_range(self.span.first, self.span.last)

    @property
    def now(self):
        """Where this moment lies, "" when it is not on the strip."""
        place = self.span.place(self.at)
        return f"{place:.3f}%" if 0 <= place <= 100 else ""

    @cached_property
    def days(self):
        """Every date of the head with its places, in per cent as text of attributes."""
        today, timetable = timezone.localtime(self.at).date(), timetable_of(self.user)
        return [self._day(number, on, today, timetable) for number, on in enumerate(self.span.dates)]

    def _day(self, number, on, today, timetable):
        width = 100 / self.span.days
        return {
            "on": on,
            "label": self._label(on),
            "x": f"{number * width:.3f}%",
            "middle": f"{(number + 0.5) * width:.3f}%",
            "width": f"{width:.3f}%",
            "is_off": not timetable.would_work(self.user, on),
            "is_today": on == today,
        }

    def _label(self, on):
        if self.name == "week":
            return f"{formats.weekday_short(on)} {formats.day_short(on)}"
        return str(on.day) if self.span.days <= CLOSE else "" if on.weekday() else formats.day_short(on)


class Terms(Board):
    """The runs on a strip of days; `span` is week or month, `day` any day of it."""

    def __init__(self, chosen, span, day, after=""):
        super().__init__(chosen, after, BARS)
        self.name, self.day = span, day

    @cached_property
    def chart(self):
        rows = rows_of(self.runs, self.user, self.named, self.at)
        return Chart(rows, span_of(self.name, self.day, timezone.get_current_timezone()), self.user, self.at, self.name)

    @property
    def previous(self):
        return self.day - timedelta(days=SPANS[self.name])

    @property
    def next(self):
        return self.day + timedelta(days=SPANS[self.name])

    @cached_property
    def focus(self):
        """The chain that waits longest, the reader's own first: {run, card, steps}; None when none waits."""
        waiting = self.chosen.queryset.waiting().for_page().order_by("planned_end_at", "pk")
        run = waiting.waiting_for({self.user.pk, *self.user.stands_in_for}).first() or waiting.first()
        if run is None:
            return None
        card = card_of(run, cards_seen([run], self.user))
        return {"run": run, "card": card, "line": line_of(run, card, self.at), "steps": around(run, self.user, self.at)}


def chart_of_run(run, user):
    """The strip of one run, from its first day to its last."""
    at, zone = clock.now(), timezone.get_current_timezone()
    steps = list(run.run_steps.all())
    first = min([run.started_at, *(step.planned_start for step in steps)])
    last = max([run.ended_at or at, *(step.planned_finish for step in steps if step.state not in ("skipped", "stopped"))])
    return Chart(rows_of([run], user, set(), at), span_between(first, last, zone), user, at)


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
