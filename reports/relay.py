"""Where the baton falls: what was handed from whom to whom, how long it waited, what came back and why, and what came of it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Q

from accounts.models import User
from contacts.limits import segments_of
from tasks.models import Handoff, Task

from .scope import people_ids

STATES = {
    "given": Q(),
    "accepted": Q(task__handed="accepted"),
    "returned": Q(task__handed="returned"),
    "waiting": Q(task__handed="attention", task__done_at=None, task__dropped_at=None),
    "late": Q(late_told_at__isnull=False),
    "won": Q(task__deal__stage__kind="won", task__deal__deleted_at=None, task__deal__closed_at__isnull=False),
    "lost": Q(task__deal__stage__kind="lost", task__deal__deleted_at=None, task__deal__closed_at__isnull=False),
}
_READ = ("giver", "receiver", "task__handed", "task__type__name", "reason__name", "late_told_at", "waited_minutes", "given_at")
_READ += ("task__deal", "task__deal__stage__kind", "task__deal__closed_at", "task__deal__deleted_at", "task__done_at", "task__dropped_at")


@dataclass
class Pair:
    """Two people, or everybody (`giver` None). Minutes are of work; won and lost count each deal once."""

    giver: object = None
    receiver: object = None
    counts: Counter = field(default_factory=Counter)
    minutes: list = field(default_factory=list)
    ends: dict = field(default_factory=dict)

    @property
    def acceptance(self):
        """The median of what acceptance took, in minutes; None without a case."""
        return int(median(self.minutes)) if self.minutes else None

    @property
    def share_returned(self):
        answered = self.counts["accepted"] + self.counts["returned"]
        return self.counts["returned"] / answered if answered else None

    @property
    def won(self):
        return sum(1 for kind, _days in self.ends.values() if kind == "won")

    @property
    def lost(self):
        return sum(1 for kind, _days in self.ends.values() if kind == "lost")

    @property
    def conversion(self):
        return self.won / len(self.ends) if self.ends else None

    @property
    def days(self):
        """The median from the first hand-off to the win."""
        found = [days for kind, days in self.ends.values() if kind == "won"]
        return median(found) if found else None

    @property
    def cells(self):
        """(figure, number) of those that open their records."""
        return {name: self.counts[name] for name in ("given", "accepted", "returned", "waiting", "late")} | {
            "won": self.won,
            "lost": self.lost,
        }

    def add(self, row):
        self.counts["given"] += 1
        is_open = row["task__done_at"] is None and row["task__dropped_at"] is None
        state = row["task__handed"]
        self.counts[state] += state in ("accepted", "returned")
        self.counts["waiting"] += state == "attention" and is_open
        self.counts["late"] += row["late_told_at"] is not None
        if row["waited_minutes"] is not None and state == "accepted":
            self.minutes.append(row["waited_minutes"])
        kind = row["task__deal__stage__kind"]
        if row["task__deal__closed_at"] and kind in ("won", "lost") and row["task__deal__deleted_at"] is None:
            days = (row["task__deal__closed_at"] - row["given_at"]).total_seconds() / 86_400
            self.ends[row["task__deal"]] = (kind, max(days, self.ends.get(row["task__deal"], (kind, 0))[1], 0))


def found(form):
    """The hand-offs of the period given or received by the people one reads figures of; those taken back are none."""
    handoffs = Handoff.objects.given_within(form.span.start, form.span.end).between(people_ids(form.user)).exclude(task__handed="recalled")
    if owner := form.cleaned_data.get("owner"):
        handoffs = handoffs.between([owner.pk])
    if segments_of(form.user):
        handoffs = handoffs.filter(task__in=Task.objects.visible_to(form.user).values("pk"))
    return handoffs


def relay_page(form):
    """The pairs, those of most returns first, their sum, the kinds of work and the reasons."""
    rows = list(found(form).order_by("given_at", "pk").values(*_READ))
    pairs, total, kinds, reasons = {}, Pair(), defaultdict(Pair), Counter()
    names = User.objects.in_bulk({pk for row in rows for pk in (row["giver"], row["receiver"])})
    for row in rows:
        key = row["giver"], row["receiver"]
        pair = pairs.setdefault(key, Pair(*(names[pk] for pk in key)))
        for one in (pair, total, kinds[row["task__type__name"]]):
            one.add(row)
        if row["task__handed"] == "returned":
            reasons[row["reason__name"]] += 1
    ordered = sorted(
        pairs.values(), key=lambda pair: (-pair.counts["returned"], -pair.counts["late"], -pair.counts["given"], str(pair.giver))
    )
    return {"pairs": ordered, "total": total, "kinds": sorted(kinds.items()), "reasons": reasons.most_common()}


def records(form, state, giver=None, receiver=None):
    """The hand-offs behind one number; of won and lost ones each deal by its first."""
    handoffs = found(form).filter(STATES[state])
    pair = {name: pk for name, pk in (("giver", giver), ("receiver", receiver)) if pk}
    handoffs = handoffs.filter(**pair)
    if state in ("won", "lost"):
        handoffs = handoffs.filter(pk__in=handoffs.order_by("task__deal", "given_at", "pk").distinct("task__deal").values("pk"))
    return handoffs.select_related(
        "task__deal", "task__lead", "task__contact", "task__company", "task__owner", "task__type", "giver", "receiver", "reason"
    )
