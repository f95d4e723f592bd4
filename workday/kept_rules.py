"""How people keep the rules of the day, for the head's quadrant of knowledge and deeds."""

from regulations.explained import section_code_for
from training.clauses import Clause, judged_clauses

from .kept_days import KeptDays
from .rules import RULES


@judged_clauses
def rules_of_the_day(people, since):
    """On how many days each rule was broken; an excused breach and a day set aside do not count."""
    days = KeptDays(people, since)
    return [
        Clause(rule.code, rule.label, section_code_for(rule.code), {user: len(days.broken[user, rule.code]) for user in days.judged})
        for rule in RULES
    ]
