"""What follows from a graded attempt: the assignment, the certificate, the admission, and who is told."""

from datetime import timedelta

from regulations.models import Section
from regulations.reading import again

from .models.attempt import Attempt
from .models.rulings import Certificate
from .signals import test_passed
from .telling import tell_failed_for_good, tell_passed, tell_result


def settle(assignment, attempt):
    """The assignment is held. A regrade calls it again: a pass that was given stays."""
    if not assignment.test.is_exam:
        _end_self_check(assignment, attempt)
        return
    state, now = type(assignment).State, attempt.graded_at
    best = assignment.best_attempt
    if best is None or best.pk == attempt.pk or (bool(attempt.is_passed), attempt.share) > (bool(best.is_passed), best.share):
        assignment.best_attempt = attempt
    was_passed = assignment.state == state.PASSED
    if attempt.is_passed and not was_passed:
        assignment.state, assignment.settled_at, assignment.retry_at, assignment.to_reread = state.PASSED, now, None, []
        _certify(assignment, attempt, now)
        again.take_back(*(_origin(assignment, number) for number in range(1, attempt.number + 1)))
    elif not attempt.is_passed and assignment.is_open:
        _fail(assignment, attempt, now)
    assignment.save()
    if attempt.is_passed and not was_passed:
        assignment.record("test_passed", by=None, test=assignment.test.title, percent=attempt.shown_percent)
        test_passed.send(sender=type(assignment), assignment=assignment)
        tell_passed(assignment, attempt)
    tell_result(assignment, attempt)


def _end_self_check(assignment, attempt):
    """Practice: neither passed nor failed, nothing hangs on it and nobody is told."""
    assignment.best_attempt, assignment.state, assignment.settled_at = attempt, type(assignment).State.PASSED, attempt.graded_at
    assignment.save()
    assignment.record("self_checked", by=assignment.user, test=assignment.test.title, percent=attempt.shown_percent)


def _fail(assignment, attempt, now):
    state = type(assignment).State
    # An attempt with no time limit that was abandoned without an answer is not among them.
    made = assignment.attempts.exclude(state=Attempt.State.ABANDONED).count()
    assignment.record("test_failed", by=None, test=assignment.test.title, percent=attempt.shown_percent, why=attempt.failed_because)
    if made >= assignment.attempts_allowed:
        assignment.state, assignment.settled_at, assignment.retry_at = state.FAILED_FINAL, now, None
        tell_failed_for_good(assignment)
        return
    assignment.state = state.FAILED_RETRY
    assignment.retry_at = now + timedelta(hours=assignment.test.cooldown_hours)
    assignment.to_reread = sections_missed(attempt)
    missed = Section.objects.filter(pk__in=assignment.to_reread).select_related("regulation").order_by("pk")
    again.ask_again([assignment.user], *missed, reason=again.REASON.MISSED, origin=_origin(assignment, attempt.number))


def _origin(assignment, number):
    """Because of which attempt sections are read again."""
    return f"test:{assignment.pk}:{number}"


def sections_missed(attempt):
    """Ids of the sections of questions that did not earn all their points, in the order they were asked."""
    items = attempt.items.with_questions().prefetch_related("question_version__question__links")
    missed = [item for item in items if not item.is_void and not item.is_full]
    return list(dict.fromkeys(link.section_id for item in missed for link in item.question_version.question.links.all()))


def lift_supplement(assignment):
    """A test on changes is passed, or not asked for any more: certificates of that document hold without it."""
    if assignment.test.genre == assignment.test.Genre.CHANGE:
        waiting = Certificate.objects.of(assignment.user).on(assignment.test.regulation)
        waiting.with_state(Certificate.State.SUPPLEMENT_REQUIRED).update(state=Certificate.State.VALID, supplement_by=None)


def _certify(assignment, attempt, now):
    test = assignment.test
    lift_supplement(assignment)
    if test.gives_certificate:
        until = now + timedelta(days=test.validity_days) if test.validity_days else None
        Certificate.objects.get_or_create(
            attempt=attempt, defaults={"user": assignment.user, "test": test, "valid_from": now, "valid_until": until}
        )
