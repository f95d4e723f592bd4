"""What time brings by itself; each asks the database what is due, so that a tick that comes twice or late changes nothing."""

from datetime import timedelta

from crm_project.lib import clock
from notifications.models import Notice

from .dates import Days
from .generated.keeping import keep_in_step
from .hiring import give_onboarding
from .models import Attempt, Certificate, Heartbeat, PracticeRun, TestAssignment, TestDefinition
from .on_changes import give_waiting
from .practice import rooms
from .refusals import NobodyToTest
from .renewal import look_through_stale
from .telling import key_of, tell_due, tell_overdue

UNTOUCHED = timedelta(hours=24)
DAYS_BEFORE = 1
AT_ONCE = 200
LOOKED_AHEAD = timedelta(days=14)
ROOMS_STAND = timedelta(days=14)


def tick():
    """Time is up, nothing was answered in a day, something is due, somebody is new, a certificate ends, a section has changed."""
    now, failed = clock.now(), []
    for step in (
        Heartbeat.beat,
        close_expired,
        break_off_untouched,
        move_due,
        remind,
        end_certificates,
        give_onboarding,
        give_periodic,
        look_through_stale,
        give_waiting,
        lambda _now: keep_in_step(),
        take_down_rooms,
    ):
        try:
            step(now)
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("The other steps of the tick were taken", failed)


def close_expired(now):
    for attempt in Attempt.objects.expired(now).select_related("assignment")[:AT_ONCE]:
        attempt.close_if_expired()


def break_off_untouched(now):
    """An attempt in which nothing was answered for a day does not count; its test waits as before."""
    for attempt in Attempt.objects.untouched_since(now - UNTOUCHED).select_related("assignment")[:AT_ONCE]:
        attempt.break_off()


def move_due(now):
    """Days on which a person turns out to be away do not count; a withdrawn absence moves the date back."""
    days = Days(now)
    for assignment in TestAssignment.objects.exams().of_active().due_by_days().for_list():
        due_at = days.after(assignment.user, assignment.due_days, assignment.due_from)
        if due_at != assignment.due_at:
            TestAssignment.objects.open().filter(pk=assignment.pk, due_at=assignment.due_at).update(due_at=due_at)


def remind(now):
    """Each once: whoever was told is known by the keys of the notices, asked for at once."""
    days, wanted = Days(now), {}
    for assignment in TestAssignment.objects.exams().of_active().due_before(now + timedelta(days=5)).for_list():
        if assignment.is_overdue(now):
            wanted[key_of("test.overdue", assignment)] = (tell_overdue, assignment)
        elif days.before(assignment.user, DAYS_BEFORE, assignment.due_at) <= now:
            wanted[key_of("test.due", assignment)] = (tell_due, assignment)
    told = set(Notice.objects.filter(key__in=wanted).values_list("key", flat=True))
    for key, (tell, assignment) in wanted.items():
        if key not in told:
            tell(assignment)


def take_down_rooms(now):
    """Training records go with their files some time after the last task they were made for was graded."""
    for run in PracticeRun.objects.open().trials().begun_before(now - ROOMS_STAND)[:AT_ONCE]:
        run.end()
    for name in rooms.standing_rooms():
        if not PracticeRun.objects.keeping_room(int(name.removeprefix(rooms.PREFIX)), now - ROOMS_STAND).exists():
            rooms.take_down(name)


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
