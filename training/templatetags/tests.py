"""What the pages of tests show of an attempt."""

from fractions import Fraction

from django import template

from crm_project.lib import clock
from regulations.reading.own_panel import owed_by
from timeline.sentences import read

from ..models import TestAssignment
from ..showing import cards_of

register = template.Library()


@register.filter
def time_left(attempt, now):
    """Minutes and seconds until the deadline at this moment: 11:24."""
    seconds = max(0, int((attempt.deadline_at - now).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02d}"


@register.filter
def points_told(attempt):
    """The points of an attempt, with a tenth where they are not whole."""
    return f"{float(Fraction(attempt.earned)):.1f}".removesuffix(".0")


@register.inclusion_tag("training/result/_ring.html")
def points_ring(attempt):
    """Points of points; the ring is full at the whole."""
    return {"attempt": attempt, "earned": points_told(attempt), "share": f"{attempt.shown_percent}"}


@register.inclusion_tag("training/_study.html", takes_context=True)
def my_study(context):
    """What the person is to read and to pass now, on their day; nothing where nothing is asked of them."""
    user = context["request"].user
    if not user.may("see", "regulation"):
        return {}
    at = clock.now()
    return {
        "readings": owed_by(user),
        "tests": cards_of(TestAssignment.objects.of(user).exams().open().for_list().order_by("due_at", "pk"), at),
    }


@register.simple_tag
def sentence_of(entry):
    return read(entry)
