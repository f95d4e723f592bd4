"""Words about tests that several pages and sentences share."""

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from .models.attempt import Attempt

TONES = {"pending": "today", "in_progress": "today", "failed_retry": "today", "passed": "ok", "failed_final": "over", "cancelled": "txt"}


def moment_of(text):
    """The moment kept in the details of a fact, or None."""
    return parse_datetime(text) if text else None


def why_failed(code):
    return {
        "percent": _("Fewer points than the pass mark."),
        "critical": _("A critical question was not answered in full."),
        "practice": _("Not every practical task was done."),
    }.get(code, code)


def why_reviewed(code):
    return {
        "section_changed": _("Its section has changed: look whether question and key still hold."),
        "settings_changed": _("The settings it was made from have changed: look whether it still makes sense."),
        "imported": _("A file brought other words for it: look whether they are right."),
        "appeals": _("Two objections to it were accepted."),
    }.get(code, code)


def why_over(attempt):
    """Why nothing can be answered in an attempt any more."""
    return {
        Attempt.FinishedBy.TIMEOUT: _("The time is up: what you had answered is handed in."),
        Attempt.FinishedBy.USER: _("You have handed this test in already."),
    }.get(attempt.finished_by, _("This attempt is over."))


def how_finished(attempt):
    return str(Attempt.FinishedBy(attempt.finished_by).label) if attempt.finished_by else ""
