"""How people did in the tests of the company, for the measurable parameter of documents."""

from functools import partial

from django.utils.translation import gettext as _

from regulations.measuring import Measurable, measurables

from .models import TestAssignment, TestDefinition


@measurables("test")
def results():
    """Of each test that is given the result of the newest sitting that was graded."""
    tests = TestDefinition.objects.to_be_given()
    return [Measurable(f"test:{test.code}", _("Test “{title}”").format(title=test), partial(_percents, test)) for test in tests]


def _percents(test, people):
    return dict(TestAssignment.objects.of_test(test).of_people(people).newest_results())
