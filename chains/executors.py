"""Who does a step: the person named, whoever holds the position with the least to do, the owner of the card, or whoever starts."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from accounts.schedule import Timetable
from crm_project.lib import clock
from tasks.permissions import may_meet, people_to_hand_to

from .permissions import can_do


@dataclass(frozen=True)
class Choice:
    """`person` or None; `others` is how many more hold the position."""

    person: Any
    others: int = 0


class Casting:
    """Resolves executors for one card: `owner` watches over the chain, `starter` begins it. Who was given a step counts as busier."""

    def __init__(self, subject, starter, owner=None):
        self.subject, self.starter, self.owner = subject, starter, owner
        self._given, self._timetable = {}, Timetable()

    def of(self, facts):
        """The choice for a step of a snapshot; nobody where there is none who could do it."""
        kind = facts["executor_kind"]
        if kind == "position":
            return self._of_position(facts["position"])
        if kind == "person":
            return Choice(self._able(User.objects.with_rights().find(facts["person"])))
        if kind == "owner" and self.subject is not None:
            return Choice(self._able(self.subject.owner))
        return Choice(self._able(self.starter) or self._able(self.owner))

    def _able(self, person):
        return person if can_do(person, self.subject) else None

    def _of_position(self, position):
        """Whoever is at work before whoever is away, then the fewest open tasks, then the longest in the company."""
        open_tasks = Count("tasks", filter=Q(tasks__done_at=None, tasks__dropped_at=None))
        people = people_to_hand_to().with_rights().filter(position=position).annotate(open_tasks=open_tasks)
        able = [one for one in people if may_meet(one, self.subject)]
        if not able:
            return Choice(None)
        now = clock.now()
        chosen = min(able, key=lambda one: (self._timetable.is_away(one, now), one.open_tasks + self._given.get(one.pk, 0), one.pk))
        self._given[chosen.pk] = self._given.get(chosen.pk, 0) + 1
        return Choice(chosen, len(able) - 1)
