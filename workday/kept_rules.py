"""How people keep the rules of the day, for the head's quadrant of knowledge and deeds."""

from collections import defaultdict

from regulations.explained import section_code_for
from training.clauses import Clause, judged_clauses

from .models import Breach, LedgerRow
from .rules import RULES


@judged_clauses
def rules_of_the_day(people, since):
    """On how many days each rule was broken; an excused breach and a day set aside do not count."""
    judged = set(LedgerRow.objects.of_persons(people).since(since).values_list("user", flat=True)) if people else set()
    days = defaultdict(set)
    stood = Breach.objects.of_owners(people).since(since).counted().unexcused() if people else Breach.objects.none()
    for owner, rule, day in stood.values_list("owner", "rule", "day"):
        days[owner, rule].add(day)
    return [
        Clause(rule.code, rule.label, section_code_for(rule.code), {user: len(days[user, rule.code]) for user in judged}) for rule in RULES
    ]
