"""What the pages of tests show of an attempt."""

from fractions import Fraction

from django import template

from timeline.sentences import read

register = template.Library()


@register.filter
def time_left(attempt, now):
    """Minutes and seconds until the deadline at this moment: 11:24."""
    seconds = max(0, int((attempt.deadline_at - now).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02d}"


@register.inclusion_tag("training/result/_ring.html")
def points_ring(attempt):
    """Points of points; the ring is full at the whole."""
    earned = float(Fraction(attempt.earned))
    return {"attempt": attempt, "earned": f"{earned:.1f}".rstrip("0").rstrip("."), "share": f"{attempt.shown_percent}"}


@register.simple_tag
def sentence_of(entry):
    return read(entry)
