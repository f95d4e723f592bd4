"""Results of the people one answers for: who stands how in which test. A constant number of queries."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts.models import User
from crm_project.lib import clock

from .models import Certificate, TestAssignment, TestDefinition
from .showing import chip_of

VIEWS = ("all", "overdue", "new")
NEW_FOR = timedelta(days=30)
MOST_PEOPLE = 300


@dataclass
class Cell:
    """One person and one test: the chip of the newest assignment, or nothing."""

    assignment: Any = None
    tone: str = ""
    words: str = ""


@dataclass
class Row:
    person: Any
    cells: list
    passed: int
    given: int
    overdue: int
    is_new: bool
    until: Any = None


@dataclass
class Matrix:
    """Rows of the view, the tests above, how many passed of how many were given below each test."""

    tests: list
    rows: list
    counts: dict
    view: str
    totals: list = field(default_factory=list)


def matrix_for(user, view="all"):
    at = clock.now()
    people = list(people_of(user)[:MOST_PEOPLE])
    newest = _newest(people)
    tests = _tests({pk for _user, pk in newest})
    until = _certificates(people)
    rows = [_row(person, tests, newest, until, at) for person in people]
    counts = {"all": len(rows), "overdue": sum(bool(row.overdue) for row in rows), "new": sum(row.is_new for row in rows)}
    shown = [row for row in rows if view == "all" or (row.overdue if view == "overdue" else row.is_new)]
    totals = [(sum(row.cells[n].tone == "ok" for row in shown), sum(row.cells[n].tone != "" for row in shown)) for n in range(len(tests))]
    return Matrix(tests, shown, counts, view, totals)


def people_of(user):
    """Active people whose results this user reads, by name."""
    return User.objects.active().people().in_scope(user, user.scope_of("report", "see")).with_rights().by_name()


def _newest(people):
    """{(person, test): the newest assignment}"""
    found = TestAssignment.objects.exams().of_people(people).for_list().order_by("user_id", "test_id", "-assigned_at", "-pk")
    return {(one.user_id, one.test_id): one for one in found.distinct("user_id", "test_id")}


def _tests(given):
    """Those somebody was given, and the first ones of every company, so that an empty table says what it is for."""
    return [test for test in TestDefinition.objects.to_be_given() if test.pk in given or test.genre in ("onboarding", "periodic")]


def _certificates(people):
    found = Certificate.objects.in_force().filter(user__in=people, valid_until__isnull=False).order_by("user_id", "-valid_until")
    return dict(found.distinct("user_id").values_list("user_id", "valid_until"))


def _row(person, tests, newest, until, at):
    cells = []
    for test in tests:
        assignment = newest.get((person.pk, test.pk))
        cells.append(Cell(assignment, *chip_of(assignment, at)) if assignment else Cell())
    mine = [cell.assignment for cell in cells if cell.assignment]
    overdue = sum(one.is_overdue(at) or one.state == one.State.FAILED_FINAL for one in mine)
    passed, given = sum(one.state == one.State.PASSED for one in mine), len(mine)
    return Row(person, cells, passed, given, overdue, person.joined_at > at - NEW_FOR, until.get(person.pk))


def table_of(matrix):
    """(head, rows) of the same for a file."""
    from django.utils.translation import gettext as _

    from crm_project.lib import formats

    head = [_("Person"), _("Position"), _("Department"), *map(str, matrix.tests), _("Certificate until"), _("Passed"), _("Given")]
    rows = [
        [
            str(row.person),
            str(row.person.position or ""),
            str(row.person.department),
            *(cell.words for cell in row.cells),
            formats.day(row.until) if row.until else "",
            row.passed,
            row.given,
        ]
        for row in matrix.rows
    ]
    return head, rows
