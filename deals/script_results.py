"""Which branch of a script wins: of the deals in which a client answered so and that are closed, how many were won.

A share is told from enough closed deals only: a branch that won both of its two deals proves nothing.
"""

from dataclasses import dataclass
from typing import Any

from .models import Deal, TalkChoice

ENOUGH = 20


@dataclass
class Branch:
    answer: Any
    deals: int
    won: int
    lost: int
    is_best: bool = False

    @property
    def closed(self):
        return self.won + self.lost

    @property
    def is_enough(self):
        return self.closed >= ENOUGH

    @property
    def share(self):
        return self.won / self.closed if self.is_enough else None


def results_of(script, user):
    """[(step, branches)] over the deals the person may see; the best branch of a question is marked where two can be compared."""
    figures = {row["answer"]: row for row in TalkChoice.objects.figures(script, Deal.objects.visible_to(user).live())}
    rows = []
    for step in script.steps.prefetch_related("answers"):
        branches = [_branch(answer, figures.get(answer.pk)) for answer in step.answers.all()]
        known = sorted((one for one in branches if one.is_enough), key=lambda one: one.share, reverse=True)
        if len(known) > 1 and known[0].share > known[1].share:
            known[0].is_best = True
        rows.append((step, branches))
    return rows


def _branch(answer, row):
    return Branch(answer, row["deals"], row["won"], row["lost"]) if row else Branch(answer, 0, 0, 0)
