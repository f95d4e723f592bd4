"""How questions and tests do, of first attempts only (I-17), and only from enough of them.

Five for a share, twelve for a flag, thirty for a correlation.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt
from statistics import median
from typing import Any

from .models import Appeal, Attempt, AttemptItem
from .scoring import guessed

ENOUGH, FLAGGED, CORRELATED = 5, 12, 30
SUSPECT = -0.2
MOST = 2000


@dataclass
class Numbers:
    """Of one wording: `facility` with its interval are shares, None below five; `discrimination` None below thirty."""

    n: int = 0
    facility: float | None = None
    low: float | None = None
    high: float | None = None
    discrimination: float | None = None
    is_suspect: bool = False
    guess: float = 0.0
    seconds: float | None = None
    flags: int = 0
    appeals: int = 0
    options: list = field(default_factory=list)

    @property
    def is_too_few(self):
        return self.n < ENOUGH


def numbers_of(wording):
    """Statistics of one wording; a constant number of queries."""
    asked = AttemptItem.objects.filter(question_version=wording)
    items = list(asked.first_of_exams().select_related("attempt")[:MOST])
    found = Numbers(n=len(items), guess=float(guessed(wording.type, wording.payload, strict=wording.is_strict)))
    found.flags = asked.filter(is_flagged=True).count()
    found.appeals = Appeal.objects.filter(item__question_version=wording).count()
    if found.is_too_few:
        return found
    shares = [float(Fraction(item.earned or 0) / wording.points) for item in items]
    found.facility = sum(shares) / len(shares)
    found.low, found.high = wilson(found.facility, len(shares))
    found.seconds = median(item.seconds for item in items)
    found.options = _options(wording, items)
    rests = [_rest(item) for item in items]
    if len(items) >= FLAGGED:
        found.is_suspect = (correlation(shares, rests) or 0) < SUSPECT
    if len(items) >= CORRELATED:
        found.discrimination = correlation(shares, rests)
    return found


def wilson(share, n, z=1.96):
    """The 95 % interval of a share measured on n people: 60 % of 12 is anything from 32 to 81 %."""
    middle, wide = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - wide) / (1 + z * z / n), (middle + wide) / (1 + z * z / n)


def correlation(first, second):
    """Pearson's; None where one of them does not vary."""
    n, mean_a, mean_b = len(first), sum(first) / len(first), sum(second) / len(second)
    across = sum((a - mean_a) * (b - mean_b) for a, b in zip(first, second, strict=True))
    spread = sqrt(sum((a - mean_a) ** 2 for a in first) * sum((b - mean_b) ** 2 for b in second))
    return across / spread if n > 1 and spread else None


def _rest(item):
    """What the attempt earned besides this question, as a share."""
    most = item.attempt.most - item.question_version.points
    return float((Fraction(item.attempt.earned) - Fraction(item.earned or 0)) / most) if most else 0.0


def _options(wording, items):
    """[(option, how many chose it)]; a wrong one that nobody chose teaches nothing."""
    if wording.type not in ("single", "multiple", "hotspot"):
        return []
    chosen = [pk for item in items if item.response for pk in item.response["sel"]]
    return [(option, chosen.count(option["id"])) for option in wording.payload["options"]]


@dataclass
class TestNumbers:
    """Of one test: people who passed at first, the middle result, results as dots."""

    __test__ = False

    n: int = 0
    passed: int = 0
    middle: int | None = None
    dots: list = field(default_factory=list)
    guess: float | None = None


def numbers_of_test(test: Any):
    found = TestNumbers()
    first = list(
        Attempt.objects.graded().filter(assignment__test=test, number=1).order_by("percent").values_list("percent", "is_passed")[:MOST]
    )
    found.n = len(first)
    if found.n >= ENOUGH:
        found.passed = sum(bool(is_passed) for _percent, is_passed in first)
        found.middle = int(median(percent for percent, _is_passed in first))
        found.dots = [int(percent) for percent, _is_passed in first]
    return found
