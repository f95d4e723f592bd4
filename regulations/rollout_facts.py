"""What the roll-out guide sees of the handbook."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib.rollout_checks import check

from .models import ReadingAssignment, Regulation
from .reading.audience import readers


def _in_force():
    return Regulation.objects.in_force().exists(), ""


def _read_by_all():
    people = {person.pk for person in readers()}
    owing = set(ReadingAssignment.objects.open().filter(user__in=people).values_list("user", flat=True))
    is_so = bool(people) and not owing and Regulation.objects.in_force().exists()
    return is_so, _("{n} of {all}").format(n=len(people - owing), all=len(people))


check("handbook", "training", gettext_lazy("The handbook is published"), _in_force, "regulations:index", position=10)
check("read", "training", gettext_lazy("Everybody has confirmed the handbook"), _read_by_all, "regulations:team", position=20)
