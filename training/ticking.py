"""What time brings by itself; each asks the database what is due, so that a tick that comes twice or late changes nothing."""

from datetime import timedelta

from crm_project.lib import clock

from .dates import Days
from .models import Attempt, Certificate, TestAssignment, TestDefinition
from .refusals import NobodyToTest
from .renewal import look_through_stale
from .telling import tell_due, tell_overdue

UNTOUCHED = timedelta(hours=24)
DAYS_BEFORE = 1
AT_ONCE = 200
LOOKED_AHEAD = timedelta(days=14)


def tick():
    """Time is up, nothing was answered in a day, something is due, a certificate ends, a section has changed."""
    now = clock.now()
    close_expired(now)
    break_off_untouched(now)
    remind(now)
    end_certificates(now)
    give_periodic(now)
    look_through_stale(now)


def close_expired(now):
    for attempt in Attempt.objects.expired(now).select_related("assignment")[:AT_ONCE]:
        attempt.close_if_expired()


def break_off_untouched(now):
    """An attempt in which nothing was answered for a day does not count; its test waits as before."""
    for attempt in Attempt.objects.untouched_since(now - UNTOUCHED).select_related("assignment")[:AT_ONCE]:
        attempt.break_off()


def remind(now):
    days = Days(now)
    for assignment in TestAssignment.objects.exams().due_before(now + timedelta(days=5)).for_list():
        if assignment.is_overdue(now):
            tell_overdue(assignment)
        elif days.before(assignment.user, DAYS_BEFORE, assignment.due_at) <= now:
            tell_due(assignment)


def end_certificates(now):
    Certificate.objects.run_out(now).update(state=Certificate.State.EXPIRED)


def give_periodic(now):
    """So many working days before a certificate ends its holder is given the periodic test of that document, once."""
    tests = {test.regulation_id: test for test in TestDefinition.objects.of_genre("periodic").select_related("regulation")}
    if not tests:
        return
    days = Days(now)
    for certificate in Certificate.objects.ending_before(now + LOOKED_AHEAD).select_related("user__department", "test"):
        test = tests.get(certificate.test.regulation_id)
        if test is None or days.before(certificate.user, test.due_working_days, certificate.valid_until) > now:
            continue
        facts = {"reason": TestAssignment.Reason.INTERVAL, "due_at": certificate.valid_until, "origin": f"certificate:{certificate.pk}"}
        try:
            TestAssignment.give(test, [certificate.user], by=None, **facts)
        except NobodyToTest:
            continue
