"""The tests of the company as columns of the head's table of readings."""

from django.urls import reverse

from crm_project.lib import clock
from regulations.reading.columns import Cell, Column

from .models import TestAssignment, TestDefinition
from .showing import chip_of

TONES = {"ok": "ok", "over": "late", "today": "wait"}


def columns():
    """One for each test that somebody was given; one query for all of them, one for each column."""
    given = TestDefinition.objects.to_be_given().that_were_given()
    return [Column(str(test), lambda people, test=test: _cells(test, people)) for test in given]


def _cells(test, people):
    """{user id: Cell} by the latest assignment of each."""
    rows = TestAssignment.objects.of_test(test).of_people(people).select_related("best_attempt", "test").order_by("pk")
    now = clock.now()
    return {row.user_id: _cell(row, now) for row in rows}


def _cell(assignment, now):
    tone, words = chip_of(assignment, now)
    return Cell(words, TONES.get(tone, "none"), reverse("training:assignment", args=[assignment.pk]))
