"""What the roll-out guide and the pages of positions see of tests."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from crm_project.lib.rollout_checks import check
from regulations.positions.measures import tests_of_positions
from regulations.reading.audience import readers

from .models import PracticeRun, TestAssignment, TestDefinition
from .payloads import said

FIRST = (TestDefinition.Genre.ONBOARDING, TestDefinition.Genre.ROLLOUT)


def _all_passed():
    people = {person.pk for person in readers()}
    passed = set(TestAssignment.objects.filter(user__in=people, test__genre__in=FIRST, state="passed").values_list("user", flat=True))
    return bool(people) and people == passed, _("{n} of {all}").format(n=len(passed), all=len(people))


@tests_of_positions
def tests(position, person):
    """[(title, state of the person's last one, address)] of the tests in use that the position passes."""
    asked = TestDefinition.objects.filter(retired_at=None, genre__in=TestDefinition.Genre.values).exclude(
        genre=TestDefinition.Genre.SELF_CHECK
    )
    asked = list(asked.filter(Q(positions=None) | Q(positions=position)).distinct())
    own = TestAssignment.objects.filter(user=person, test__in=asked).order_by("assigned_at", "pk") if person else []
    last = {assignment.test_id: assignment for assignment in own}
    rows = []
    for test in asked:
        assignment = last.get(test.pk)
        state = assignment.get_state_display() if assignment else _("not assigned")
        url = reverse("training:assignment", args=[assignment.pk]) if assignment else reverse("training:mine")
        rows.append((said(test.title, get_language()), state, url))
    return rows


def _tried_out():
    people = PracticeRun.objects.trials().values("user").distinct().count()
    return people > 0, ngettext("%(n)s person", "%(n)s people", people) % {"n": people} if people else ""


check("tried_out", "training", gettext_lazy("The team has tried it on copies of its deals"), _tried_out, "training:trial", position=28)
check("tested", "training", gettext_lazy("Everybody has passed the first test"), _all_passed, "training:results", position=30)
