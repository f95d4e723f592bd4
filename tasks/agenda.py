"""Tasks sorted by days: overdue, today, tomorrow, the next days, later, done today."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock, keyset

from .due import start_of
from .late import late_for
from .rows import rows_of

ORDER = ("place", "pk")
DONE_ORDER = ("-done_at", "-pk")


@dataclass
class Section:
    """One day of the list: `rows` are what is shown, `more` the mark of the next page, `count` all there are."""

    key: str
    title: Any
    size: int
    tone: str = ""
    count: int = 0
    rows: list = field(default_factory=list)
    more: str = ""


SECTIONS = {
    "over": (_("Overdue"), 20, "red"),
    "today": (_("Today"), 50, ""),
    "tomorrow": (_("Tomorrow"), 20, ""),
    "week": (_("Next days"), 20, ""),
    "later": (_("Later"), 20, ""),
    "done": (_("Done today"), 20, ""),
}


class Agenda:
    """`tasks` is what the person may see, filtered; `whole_team` says whether others' tasks are among them."""

    def __init__(self, tasks, user, whole_team=False):
        self.tasks, self.user, self.at = tasks, user, clock.now()
        self.zone = timezone.get_current_timezone()
        self.day = timezone.localtime(self.at).date()
        self.late = late_for(user, self.at, whole_team)

    def sections(self, only=None):
        """Those that have anything, each with its first page; nothing is asked twice."""
        counts = self.counts()
        wanted = [key for key in SECTIONS if counts.get(key) and (not only or key in only)]
        return [self.section(key, count=counts[key]) for key in wanted]

    def section(self, key, after="", count=0):
        title, size, tone = SECTIONS[key]
        tasks, order = self._tasks_of(key)
        found, mark = keyset.page(tasks.for_list().with_phones(), order, after, size)
        return Section(key, title, size, tone, count, rows_of(found, self.user, self.at), mark)

    def open_of(self, key):
        """The open tasks of one day, or of all days."""
        return self.tasks.open().filter(self._conditions()[key]) if key in self._conditions() else self.tasks.open()

    def counts(self):
        """{section: how many}, by two queries."""
        wanted = {key: Count("pk", filter=condition) for key, condition in self._conditions().items()}
        return self.tasks.open().aggregate(**wanted) | {"done": self._done().count()}

    # -- helpers -------------------------------------------------------------

    def _tasks_of(self, key):
        if key == "done":
            return self._done(), DONE_ORDER
        return self.tasks.open().with_place(self.zone).filter(self._conditions()[key]), ORDER

    def _conditions(self):
        ahead = ~self.late
        return {
            "over": self.late,
            "today": ahead & self._until(self.day),
            "tomorrow": ahead & self._from(self.day, 1) & self._until(self.day, 1),
            "week": ahead & self._from(self.day, 2) & self._until(self.day, 6),
            "later": ahead & self._from(self.day, 7),
        }

    def _until(self, day, days=0):
        last = day + timedelta(days=days)
        return Q(due_on__lte=last) | Q(due_at__lt=start_of(last + timedelta(days=1)))

    def _from(self, day, days):
        first = day + timedelta(days=days)
        return Q(due_on__gte=first) | Q(due_at__gte=start_of(first))

    def _done(self):
        return self.tasks.done_between(start_of(self.day), start_of(self.day + timedelta(days=1)))
