"""Whoever is new is given the onboarding test together with what they read; whoever comes to a position, the one for it."""

from accounts.models import User
from regulations.models import ReadingAssignment

from .models import TestAssignment, TestDefinition
from .permissions import may_write_bank


def give_onboarding(now):
    """To newcomers, each such test once, whoever gave it first; who writes the questions is not asked them."""
    for test in TestDefinition.objects.of_genre(TestDefinition.Genre.ONBOARDING).with_positions():
        came = ReadingAssignment.objects.of_regulation(test.regulation).of_newcomers(now).values("user")
        _give(test, User.objects.active().people().with_rights().by_ids(came))


def give_to_moved(people):
    """Who came to another position: the tests that are for newcomers to it."""
    for test in TestDefinition.objects.of_genre(TestDefinition.Genre.ONBOARDING).with_positions():
        if test.positions.all():
            _give(test, User.objects.active().people().with_rights().by_ids([one.pk for one in people]))


def _give(test, people):
    positions = {position.pk for position in test.positions.all()}
    people = people.exclude(pk__in=TestAssignment.objects.of_test(test).values("user")).order_by("pk")
    people = [one for one in people if not may_write_bank(one) and (not positions or one.position_id in positions)]
    if people:
        TestAssignment.give(test, people, by=None, reason=TestAssignment.Reason.HIRE, origin=f"hire:{test.pk}")
