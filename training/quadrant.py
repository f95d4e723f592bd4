"""Per rule: who knows it and who keeps it. Breaking it with knowledge is another matter than breaking it without.

A constant number of queries, whatever the number of people and rules.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction

from crm_project.lib import clock
from regulations.book import index_in_force
from regulations.models import Section
from regulations.reading.again import REASON, ask_again
from regulations.reading.models import ReadingItem

from .clauses import clauses_about
from .models import AttemptItem, TestAssignment, TestDefinition
from .permissions import may_assign
from .results import MOST_PEOPLE, people_of

DAYS, OFTEN = 30, 3
KNOWN_FROM, FEWEST_ANSWERS, LAST_ANSWERS = 80, 5, 10
ANSWERS_OF_DAYS = 365


@dataclass
class Row:
    """One person under one rule: `percent` is None below five answers, `days` None without a judged day."""

    person: Any
    percent: int | None
    answers: int
    days: int | None
    has_to_read: bool
    has_test: bool

    @property
    def cell(self):
        if self.percent is None or self.days is None:
            return "unknown"
        return f"{'often' if self.days >= OFTEN else 'rarely'}_{'knows' if self.percent >= KNOWN_FROM else 'not'}"


@dataclass
class Rule:
    """A rule with its section and its people by cell."""

    code: str
    label: str
    section: Any
    entry: Any
    cells: dict = field(default_factory=lambda: defaultdict(list))

    @property
    def to_teach(self):
        return self.cells["often_not"]

    @property
    def known(self):
        """How many people it says something about."""
        return sum(len(rows) for cell, rows in self.cells.items() if cell != "unknown")


@dataclass
class Quadrant:
    rules: list
    chosen: Rule | None
    may_teach: bool


def quadrant_for(user, code, language):
    """All rules with their people; `chosen` is the rule of this code, else one with somebody to teach, else what says most."""
    now = clock.now()
    people = [person for person in people_of(user)[:MOST_PEOPLE] if person.pk != user.pk]
    clauses = clauses_about([one.pk for one in people], (now - timedelta(days=DAYS)).date())
    sections = sections_of(clauses)
    known = _answers(people, sections.values(), now)
    to_read, tested = _owed(people, sections.values()), _tested(people, sections.values())
    index, rules = index_in_force(language, user), []
    for clause in clauses:
        section = sections.get(clause.section)
        if section is None:
            continue
        rule = Rule(clause.code, str(clause.label), section, index.get(clause.section))
        for person in people:
            key = person.pk, section.pk
            row = Row(person, *_percent(known.get(key, [])), clause.broken.get(person.pk), key in to_read, key in tested)
            rule.cells[row.cell].append(row)
        rules.append(rule)
    chosen = next((rule for rule in rules if rule.code == code), None) or next((rule for rule in rules if rule.to_teach), None)
    return Quadrant(rules, chosen or max(rules, key=lambda rule: rule.known, default=None), may_assign(user))


def teach(user, person, section):
    """The test on the section, and the section to be read again before it; nothing new for who has it open. None without such a test."""
    test = TestDefinition.objects.of_genre(TestDefinition.Genre.SECTION).filter(regulation=section.regulation).first()
    if test is None:
        return None
    with transaction.atomic():
        given = TestAssignment.give(test, [person], by=user, section=section)
        for assignment in given:
            ask_again([person], section, reason=REASON.ASSIGNED, origin=f"test:{assignment.pk}", by=user)
    return given


def section_of_rule(user, code):
    """The section of a rule that the company judges, or None."""
    clauses = [clause for clause in clauses_about([], clock.now().date()) if clause.code == code]
    return next(iter(sections_of(clauses).values()), None)


def sections_of(clauses):
    """{(regulation code, section code): section}"""
    codes = {clause.section for clause in clauses if clause.section}
    found = Section.objects.filter(regulation__code__in={one for one, _code in codes}, code__in={code for _one, code in codes})
    named = {(one.regulation.code, one.code): one for one in found.select_related("regulation")}
    return {pair: section for pair, section in named.items() if pair in codes}


# -- steps ------------------------------------------------------------------------


def _answers(people, sections, now):
    """{(user id, section id): shares of the points, the newest first}"""
    items = AttemptItem.objects.of_graded_exams(people, now - timedelta(days=ANSWERS_OF_DAYS)).about(sections)
    names = ("attempt__assignment__user", "question_version__question__links__section", "earned", "question_version__points")
    found, wanted = defaultdict(list), {section.pk for section in sections}
    for user, section, earned, points in items.order_by("-attempt__submitted_at", "place").values_list(*names):
        if section in wanted and len(found[user, section]) < LAST_ANSWERS:
            found[user, section].append(Fraction(earned or 0) / points)
    return found


def _percent(shares):
    """(per cent cut off or None below five answers, how many)"""
    return (int(sum(shares) * 100 / len(shares)) if len(shares) >= FEWEST_ANSWERS else None), len(shares)


def _owed(people, sections):
    rows = ReadingItem.objects.in_open().owed().filter(assignment__user__in=people, section__in=sections)
    return set(rows.values_list("assignment__user", "section"))


def _tested(people, sections):
    rows = TestAssignment.objects.open().of_people(people).filter(section__in=sections)
    return set(rows.values_list("user", "section"))
