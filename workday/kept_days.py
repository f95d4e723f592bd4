"""On which days people kept which rules, from the ledger: for the quadrant, the handbook and the figures of documents."""

from collections import defaultdict
from functools import cached_property

from .models import Breach, LedgerRow
from .rules import CODES


class KeptDays:
    """Of these people since a date, by two queries. A breach that was excused, a day that was set aside and one that could
    not be judged do not count."""

    def __init__(self, people, since):
        self.people = [getattr(person, "pk", person) for person in people]
        self.since = since

    @cached_property
    def judged(self):
        """{user id: their judged days, the latest last}"""
        found = defaultdict(list)
        if self.people:
            rows = LedgerRow.objects.of_persons(self.people).since(self.since).counted().judged_to_the_end()
            for user, day in rows.order_by("day").values_list("user", "day"):
                found[user].append(day)
        return dict(found)

    @cached_property
    def broken(self):
        """{(user id, rule): days}"""
        found = defaultdict(set)
        if self.people:
            stood = Breach.objects.of_owners(self.people).since(self.since).counted().unexcused()
            for owner, rule, day in stood.values_list("owner", "rule", "day"):
                found[owner, rule].add(day)
        return found

    def days_of(self, user, rules=CODES, last=None):
        """[(day, whether all of the rules were kept)] of the last judged days."""
        broken = set().union(*(self.broken.get((user, rule), ()) for rule in rules))
        days = self.judged.get(user, [])
        return [(day, day not in broken) for day in (days[-last:] if last else days)]

    def percent(self, user, rules=CODES, last=None):
        """Share of the days on which all of the rules were kept; None without a judged day."""
        days = self.days_of(user, rules, last)
        return sum(kept for _day, kept in days) * 100 / len(days) if days else None
