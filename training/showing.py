"""How an assignment looks in a list, for the person and for whoever answers for them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from crm_project.lib import formats
from regulations.book import index_in_force

from .models import TestAssignment

State = TestAssignment.State


@dataclass(frozen=True)
class Card:
    """One assignment: `tone` and `words` are its chip, `percent` the best result or None."""

    assignment: Any
    tone: str
    words: str
    percent: Any
    is_overdue: bool
    may_begin: bool
    waits: bool
    section: str


def cards_of(assignments, at):
    found = list(assignments)
    index = index_in_force(get_language()) if any(one.section_id for one in found) else {}
    labels = {entry.section_id: entry.label for entry in index.values()}
    return [_card(one, at, labels) for one in found]


def _card(assignment, at, labels):
    best = assignment.best_attempt
    percent = best.shown_percent if best is not None and best.percent is not None else None
    tone, words = chip_of(assignment, at)
    may_begin = assignment.may_begin(at) or assignment.state == State.IN_PROGRESS
    cools = assignment.state == State.FAILED_RETRY and not may_begin
    section = labels.get(assignment.section_id) or (assignment.section.code if assignment.section else "")
    return Card(assignment, tone, words, percent, assignment.is_overdue(at), may_begin, cools, section)


def sections_to_read(assignment, user, language):
    """Entries of the handbook that a test on sections, or on changes, is about: read before it is begun."""
    wanted = {assignment.section_id, *assignment.about} - {None}
    return [entry for entry in index_in_force(language, user).values() if entry.section_id in wanted] if wanted else []


def chip_of(assignment, at):
    """(tone, words) of how it stands."""
    best = assignment.best_attempt
    percent = f"{best.shown_percent} %" if best is not None and best.percent is not None else ""
    if not assignment.test.is_exam:
        return "txt", percent or _("for yourself")
    if assignment.state == State.PASSED:
        return "ok", percent or str(State.PASSED.label)
    if assignment.state == State.FAILED_FINAL:
        return "over", percent or str(State.FAILED_FINAL.label)
    if assignment.state == State.CANCELLED:
        return "txt", str(State.CANCELLED.label)
    if assignment.is_overdue(at):
        return "over", pgettext("a test", "overdue")
    if assignment.due_at:
        return "today", _("by %(day)s") % {"day": formats.day_short(assignment.due_at)}
    return "today", assignment.get_state_display()
