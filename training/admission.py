"""Who gets no new leads until a test is passed: whoever was given one that gates admission and has not passed it yet."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from .models import TestAssignment


def is_admitted(user):
    return not who_is_not_admitted([user])


def who_is_not_admitted(users):
    """{user id: reason}, by one query. A test that was waived, or passed once, holds nobody back."""
    passed = TestAssignment.objects.filter(user=OuterRef("user"), test=OuterRef("test"), state__in=("passed", "cancelled"))
    asked = TestAssignment.objects.of_people(users).filter(test__gates_admission=True, test__retired_at=None)
    held = asked.exclude(state__in=("passed", "cancelled")).filter(~Exists(passed)).select_related("test")
    return {one.user_id: _("has not passed the test “%(test)s”") % {"test": one.test} for one in held}
