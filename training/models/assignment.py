import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from crm_project.lib import clock
from crm_project.lib.once import made_before
from crm_project.lib.text import clean_line
from regulations.models import Edition, Section
from timeline.models import Recorded

from ..dates import Days
from ..permissions import may_assign_to, may_decide_on
from ..querysets import OPEN, AssignmentQuerySet
from ..refusals import AssignmentIsOver, NobodyToTest, NotAllowed, NotFinallyFailed, NoTimeLimit, ReasonNeeded, StillCoolingDown
from .attempt import Attempt
from .definition import TestDefinition

MOST_EXTRA_PERCENT = 200


class TestAssignment(Recorded):
    """Who passes which test by when and why; it is open until it is passed, failed for good or cancelled.

    It is due `due_days` working days after `due_from`, so that absences move the date; both are empty where a date was named.
    `about` are ids of sections it is drawn from, [] all that the test is about.
    """

    kind = "test_assignment"
    __test__ = False

    class Reason(models.TextChoices):
        HIRE = "hire", pgettext_lazy("why a test", "new here")
        ROLLOUT = "rollout", pgettext_lazy("why a test", "roll-out")
        INTERVAL = "interval", pgettext_lazy("why a test", "the certificate ends")
        CHANGE = "change", pgettext_lazy("why a test", "the rules have changed")
        MANUAL = "manual", pgettext_lazy("why a test", "assigned")
        VIOLATION = "violation", pgettext_lazy("why a test", "one rule broken three times")
        OWN = "own", pgettext_lazy("why a test", "by oneself")

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("a test", "not begun")
        IN_PROGRESS = "in_progress", pgettext_lazy("a test", "begun")
        FAILED_RETRY = "failed_retry", pgettext_lazy("a test", "not passed, one more attempt")
        PASSED = "passed", pgettext_lazy("a test", "passed")
        FAILED_FINAL = "failed_final", pgettext_lazy("a test", "not passed")
        CANCELLED = "cancelled", pgettext_lazy("a test", "waived")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="test_assignments")
    test = models.ForeignKey(TestDefinition, on_delete=models.PROTECT, related_name="assignments")
    section = models.ForeignKey(Section, null=True, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason, default=Reason.MANUAL)
    origin = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=500, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_days = models.PositiveSmallIntegerField(null=True)
    due_from = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    attempts_allowed = models.PositiveSmallIntegerField()
    extra_percent = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    about = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    to_reread = models.JSONField(default=list)
    waits_since = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    why_settled = models.CharField(max_length=500, blank=True)
    best_attempt = models.ForeignKey("Attempt", null=True, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-assigned_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-assigned_at"], name="tests_of_a_person"),
            models.Index(fields=["due_at"], name="tests_to_be_passed", condition=Q(state__in=OPEN)),
        ]
        constraints = [
            models.UniqueConstraint(
                F("user"), F("test"), Coalesce("section", 0), condition=Q(state__in=OPEN), name="one_open_test_per_person_and_section"
            ),
            models.UniqueConstraint(fields=["user", "origin"], condition=~Q(origin=""), name="one_test_per_person_and_cause"),
        ]

    def __str__(self):
        return str(self.test)

    @property
    def owner_id(self):
        """Whose it is, for the matrix of rights."""
        return self.user_id

    @property
    def is_open(self):
        return self.state in OPEN

    def is_overdue(self, at):
        return self.is_open and self.due_at is not None and self.due_at < at

    def may_begin(self, at):
        return self.state == self.State.PENDING or (self.state == self.State.FAILED_RETRY and self.retry_at <= at)

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def give(cls, test, people, *, by, reason=Reason.MANUAL, section=None, due_at=None, token=None, is_told=True, **facts):
        """Give a test to people, each once while it is open or of one `origin`; answers the assignments that are new.

        `by` None is the system. Facts: note, origin, edition, about. Not `is_told`: whoever calls tells them.
        """
        people = [person for person in people if person.is_active]
        if not people or (by and not all(may_assign_to(by, person) for person in people)):
            raise NobodyToTest
        with transaction.atomic():
            if token and made_before(cls, token):
                made = list(cls.objects.filter(token=token).select_related("user", "test"))
                # The same form with other people in it is another wish, not the same one sent twice.
                people = [person for person in people if person.pk not in {one.user_id for one in made}]
                if not people:
                    return made
            TestDefinition.objects.select_for_update(of=("self",)).get(pk=test.pk)
            people = cls._without_those_who_have_it(test, people, section, facts.get("origin", ""))
            now, days = clock.now(), Days()
            common = {"test": test, "section": section, "reason": reason, "assigned_by": by, "assigned_at": now, "token": token}
            common |= {"attempts_allowed": test.attempts} | facts
            common |= {} if due_at else {"due_days": test.due_working_days, "due_from": now}
            made = [cls(user=one, due_at=due_at or days.after(one, test.due_working_days, now), **common) for one in people]
            cls.objects.bulk_create(made)
            for assignment in made:
                assignment.record("test_given", by=by, test=test.title, person=str(assignment.user))
        from ..telling import tell_given

        if is_told:
            tell_given(made)
        return made

    @classmethod
    def _without_those_who_have_it(cls, test, people, section, origin):
        have = set(cls.objects.open().of_test(test).of_people(people).filter(section=section).values_list("user_id", flat=True))
        if origin:
            have |= set(cls.objects.of_people(people).filter(origin=origin).values_list("user_id", flat=True))
        return [person for person in dict.fromkeys(people) if person.pk not in have]

    def start(self, *, by):
        """Begin an attempt; who has one open gets that one (I-19). Questions, their order and the edition are drawn here, once."""
        from ..drawing import draw

        if by.pk != self.user_id or not by.is_active:
            raise NotAllowed
        with transaction.atomic():
            held = self.held()
            going = held.attempts.open().first()
            if going is not None and not going.close_if_expired():
                return going
            held.refresh_from_db()
            now = clock.now()
            if held.state == self.State.FAILED_RETRY and held.retry_at > now:
                raise StillCoolingDown(held.retry_at)
            if not held.may_begin(now):
                raise AssignmentIsOver(held)
            seed = secrets.randbits(62)
            version, items = draw(held, seed=seed, at=now)
            attempt = Attempt.begin(held, version, items, seed=seed, at=now)
            held.state, held.waits_since = self.State.IN_PROGRESS, None
            held.save(update_fields=["state", "waits_since"])
            held.record("test_begun", by=by, test=held.test.title, number=attempt.number)
        return attempt

    def wait_for_questions(self, *, by, refusal):
        """The bank was too short: the test waits, whoever writes questions is told once."""
        from ..telling import tell_too_few

        with transaction.atomic():
            held = self.held()
            if held.waits_since is None:
                held.waits_since = clock.now()
                held.save(update_fields=["waits_since"])
                tell_too_few(held, refusal)

    def settle(self, attempt):
        """What a graded attempt means: passed, one more after a pause, or failed for good. Holds the row already."""
        from ..settling import settle

        settle(self, attempt)

    def one_more(self, note, *, by):
        """After the last attempt was failed: a head talked it over and opens one more."""
        if not may_decide_on(by, self):
            raise NotAllowed
        if not clean_line(note):
            raise ReasonNeeded
        with transaction.atomic():
            held = self.held()
            if held.state != self.State.FAILED_FINAL:
                raise NotFinallyFailed
            held.state, held.settled_at, held.retry_at, held.note = self.State.PENDING, None, None, clean_line(note)[:500]
            held.attempts_allowed += 1
            held.due_days, held.due_from = held.test.due_working_days, clock.now()
            held.due_at = Days().after(held.user, held.due_days, held.due_from)
            held.save()
            held.record("test_reopened", by=by, test=held.test.title, note=held.note)
        return held

    def waive(self, reason, *, by):
        """A head asks for no test, and says why; the person is told."""
        from ..telling import tell_waived

        if not may_decide_on(by, self):
            raise NotAllowed
        if not clean_line(reason):
            raise ReasonNeeded
        with transaction.atomic():
            held = self.cancel(by=by, reason=reason, is_asked=True)
            tell_waived(held, by)
        return held

    def give_way(self):
        """A later test on changes asks for this one's sections too; nothing is waived by that."""
        with transaction.atomic():
            held = self.held()
            if held.state in (self.State.PENDING, self.State.FAILED_RETRY):
                held.state, held.settled_at = self.State.CANCELLED, clock.now()
                held.save(update_fields=["state", "settled_at"])
                held.record("test_waived", by=None, test=held.test.title, reason="")

    def cancel(self, *, by, reason="", is_asked=False):
        """It is not asked for any more; an attempt that goes on ends without a result. Twice is once."""
        from ..settling import lift_supplement

        with transaction.atomic():
            held = self.held()
            if not held.is_open:
                if is_asked and held.state != self.State.CANCELLED:
                    raise AssignmentIsOver(held)
                return held
            for attempt in held.attempts.open():
                attempt.abandon()
            held.state, held.settled_at, held.why_settled = self.State.CANCELLED, clock.now(), clean_line(reason)[:500]
            held.save(update_fields=["state", "settled_at", "why_settled"])
            held.record("test_waived", by=by, test=held.test.title, reason=held.why_settled)
            lift_supplement(held)
        return held

    def give_time(self, percent, reason, *, by):
        """More time for this person, of attempts that begin from now on."""
        if not may_decide_on(by, self):
            raise NotAllowed
        if not clean_line(reason):
            raise ReasonNeeded
        with transaction.atomic():
            held = self.held()
            if not held.is_open:
                raise AssignmentIsOver(held)
            if not held.test.time_limit_min:
                raise NoTimeLimit
            held.extra_percent = max(0, min(percent, MOST_EXTRA_PERCENT))
            held.save(update_fields=["extra_percent"])
            held.record("test_time_given", by=by, test=held.test.title, percent=held.extra_percent, reason=clean_line(reason)[:500])
        return held

    def read_again(self, sections):
        """Of the sections to be read again these were acknowledged; with the last of them the pause ends early."""
        with transaction.atomic():
            held = self.held()
            left = [pk for pk in held.to_reread if pk not in sections]
            if held.state == self.State.FAILED_RETRY and left != held.to_reread:
                held.to_reread = left
                if not left:
                    held.retry_at = min(held.retry_at, clock.now())
                held.save(update_fields=["to_reread", "retry_at"])
        return held

    def deadline(self, at):
        """When an attempt that begins now ends; None without a limit."""
        limit = self.test.time_limit_min
        return at + timedelta(minutes=limit) * (100 + self.extra_percent) / 100 if limit else None

    def held(self):
        return TestAssignment.objects.select_for_update(of=("self",)).select_related("test", "user__department", "section").get(pk=self.pk)
