"""What a person is still to read, as their day shows it: a line a document, by one query."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Min, Q, When

from crm_project.lib import clock

from ..models import ReadingAssignment, ReadingItem


@dataclass(frozen=True)
class Owed:
    """`next` sections of a document by `due_at`, `left` of `total` in all; `day` is that of the path of a new colleague, else 0."""

    code: str
    next: int
    left: int
    total: int
    due_at: datetime
    day: int

    @property
    def is_late(self):
        return self.due_at <= clock.now()

    @property
    def done_percent(self):
        return 100 * (self.total - self.left) // self.total


def owed_by(user):
    """[Owed] of the documents that are not finished."""
    rows = (
        ReadingItem.objects.in_open().of_user(user).exclude(state=ReadingItem.State.DROPPED).order_by("assignment__regulation__code", "day")
    )
    is_owed = Q(state=ReadingItem.State.OWED)
    facts = {"left": Count("pk", filter=is_owed), "total": Count("pk"), "first_due": Min("due_at", filter=is_owed)}
    # What has no day of the path has a date of its own.
    own = Case(When(day=0, then=F("due_at")), default=None)
    found: dict = {}
    names = ("assignment__regulation__code", "assignment__reason", "day", "own")
    for code, reason, day, _own, left, total, due_at in rows.annotate(own=own).values_list(*names).annotate(**facts):
        found.setdefault(code, []).append((reason == ReadingAssignment.Reason.HIRE, day, left, total, due_at))
    return [_owed(code, days) for code, days in found.items() if any(left for _path, _day, left, _total, _due in days)]


def _owed(code, days):
    is_path, day, today, _total, due_at = min((row for row in days if row[2]), key=lambda row: row[4])
    left, total = sum(row[2] for row in days), sum(row[3] for row in days)
    if not is_path:
        day, today, due_at = 0, left, min(row[4] for row in days if row[4])
    return Owed(code, today, left, total, due_at, day)
