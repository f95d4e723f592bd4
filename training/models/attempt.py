from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from crm_project.lib import clock
from crm_project.lib.text import clean
from regulations.models import Edition
from timeline.models import Recorded

from ..permissions import may_review
from ..querysets import AttemptQuerySet, ItemQuerySet
from ..refusals import AlreadyDecided, AttemptIsOver, BadAnswer, NotAllowed, ReasonNeeded
from ..scoring import percent, score
from .definition import TestVersion
from .heartbeat import Heartbeat
from .question import QuestionVersion

GRACE = timedelta(seconds=30)
MOST_SECONDS = 3600


class Attempt(Recorded):
    """One sitting of a test. What was drawn never changes (I-13), what was handed in never does (I-09): triggers refuse it."""

    kind = "test_attempt"

    class State(models.TextChoices):
        STARTED = "started", pgettext_lazy("an attempt", "goes on")
        NEEDS_REVIEW = "needs_review", pgettext_lazy("an attempt", "is being read")
        GRADED = "graded", pgettext_lazy("an attempt", "graded")
        ABANDONED = "abandoned", pgettext_lazy("an attempt", "broken off")

    class FinishedBy(models.TextChoices):
        USER = "user", pgettext_lazy("how an attempt ended", "handed in")
        TIMEOUT = "timeout", pgettext_lazy("how an attempt ended", "time was up")

    assignment = models.ForeignKey("TestAssignment", on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    test_version = models.ForeignKey(TestVersion, on_delete=models.PROTECT, related_name="attempts")
    edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="+")
    seed = models.BigIntegerField()
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    graded_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.STARTED)
    finished_by = models.CharField(max_length=10, choices=FinishedBy, blank=True)
    earned = models.CharField(max_length=80, default="0")
    most = models.PositiveSmallIntegerField()
    percent = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    is_passed = models.BooleanField(null=True)
    failed_because = models.JSONField(default=list)
    device = models.CharField(max_length=40, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["assignment", "number", "pk"]
        indexes = [models.Index(fields=["deadline_at"], name="attempts_going_on", condition=Q(state="started"))]
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(state="started"), name="one_open_attempt_per_assignment"),
            models.UniqueConstraint(fields=["assignment", "number"], condition=~Q(state="abandoned"), name="one_attempt_per_number"),
        ]

    def __str__(self):
        return f"{self.assignment_id} · {self.number}"

    @property
    def owner_id(self):
        return self.assignment.user_id

    @property
    def is_open(self):
        return self.state == self.State.STARTED

    @property
    def share(self):
        """Exact per cent of the points, a Fraction; what the pass mark is compared with."""
        return percent(Fraction(self.earned), self.most)

    @property
    def shown_percent(self):
        """A whole number cut off, so that 79.99 never looks like a pass."""
        return int(self.share)

    @property
    def is_all_told(self):
        """Every question of a self-check; a task in it is not told but done."""
        return not self.items.filter(earned="").exclude(question_version__type="task", response__isnull=False).exists()

    def is_expired(self, at):
        return self.is_open and self.deadline_at is not None and self.deadline_at + GRACE < at

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def begin(cls, assignment, version, items, *, seed, at):
        """An attempt with its items as they were drawn; the assignment is held."""
        last = assignment.attempts.exclude(state=cls.State.ABANDONED).order_by("-number").first()
        attempt = cls.objects.create(
            assignment=assignment,
            number=last.number + 1 if last else 1,
            test_version=version,
            edition=assignment.test.regulation.edition_in_force(at),
            seed=seed,
            started_at=at,
            deadline_at=assignment.deadline(at),
            most=sum(item.question_version.points for item in items),
        )
        for item in items:
            item.attempt = attempt
        AttemptItem.objects.bulk_create(items)
        return attempt

    def answer(self, place, data, *, by, seconds=0):
        """Keep an answer; nothing is said about it. The last one counts."""
        from ..answers import read

        self.make_good()
        with transaction.atomic():
            held = self._open_for(by)
            item = held.items.select_related("question_version").select_for_update(of=("self",)).get(place=place)
            if item.is_told:
                return item
            version = item.question_version
            response = item.response if version.type == "task" else read(version.type, version.payload, data)
            item.seconds = min(item.seconds + max(0, seconds), MOST_SECONDS)
            if version.type != "task" and (response != item.response or item.saved_at is None):
                item.response, item.saved_at = response, clock.now() if response or item.saved_at else None
                item.saves += 1
            item.save(update_fields=["response", "saved_at", "seconds", "saves"])
        return item

    def hand_over(self, place, data, *, by, seconds=0):
        """An answer of a self-check is told at once; from then on it stands, twice is once."""
        if self.assignment.test.is_exam:
            raise NotAllowed
        with transaction.atomic():
            item = self.answer(place, data, by=by, seconds=seconds)
            if not item.is_told:
                item.score()
                item.save(update_fields=["earned"])
        return item

    def flag(self, place, is_on, *, by):
        """The person finds a question unclear."""
        with transaction.atomic():
            held = self._open_for(by)
            held.items.filter(place=place).update(is_flagged=is_on)

    def submit(self, *, by):
        """Hand it in; unanswered questions earn nothing. Twice is once."""
        if by.pk != self.assignment.user_id:
            raise NotAllowed
        self.make_good()
        with transaction.atomic():
            held = self.held()
            if held.is_expired(clock.now()):
                held.close(self.FinishedBy.TIMEOUT, by=None)
            elif held.is_open:
                held.close(self.FinishedBy.USER, by=by)
        return held

    def close_if_expired(self):
        """When its time is up it is closed with what was saved; answers whether it was."""
        self.make_good()
        if not self.is_expired(clock.now()):
            return False
        with transaction.atomic():
            held = self.held()
            if held.is_open:
                held.close(self.FinishedBy.TIMEOUT, by=None)
        return True

    def make_good(self):
        """Where its time seems to be up after a time the server was down, that time is given back first."""
        now = clock.now()
        if self.is_expired(now) and Heartbeat.is_silent(now):
            Heartbeat.beat(now)
            self.refresh_from_db(fields=["deadline_at"])

    def close(self, finished_by, *, by, at=None):
        """The row is held. Every item gets its points; free text waits for a reader. `at` is when, if that was not now."""
        now = at or clock.now()
        self.finished_by = finished_by
        self.submitted_at = min(now, self.deadline_at) if finished_by == self.FinishedBy.TIMEOUT and self.deadline_at else now
        self._end_practice()
        items = list(self.items.with_questions())
        for item in items:
            item.score()
        AttemptItem.objects.bulk_update(items, ["earned"])
        waits = any(item.earned == "" for item in items)
        self.state = self.State.NEEDS_REVIEW
        self.save()
        self.assignment.record("test_handed_in", by=by, test=self.assignment.test.title, number=self.number, how=finished_by)
        if waits:
            from ..telling import tell_reviewers

            tell_reviewers(self)
        else:
            self.grade(items, at=now)

    def _end_practice(self):
        from .practice import PracticeRun

        PracticeRun.settle(self)

    def _note_practice(self):
        from .practice import PracticeRun

        for run in PracticeRun.objects.open().of_attempt(self):
            run.note_work_if_standing()

    def grade(self, items, at=None):
        """Sum up, unrounded, and let the assignment follow. The row is held and every item has its points."""
        self.reckon(items)
        self.state, self.graded_at = self.State.GRADED, at or clock.now()
        self.save()
        self.assignment.settle(self)

    def reckon(self, items):
        """Points, per cent, whether it is passed and why not; nothing is saved."""
        counted = [item for item in items if not item.is_void]
        earned = sum((Fraction(item.earned or 0) for item in counted), Fraction(0))
        self.earned, self.most = str(earned), sum(item.question_version.points for item in counted)
        self.percent = Decimal(self.share.numerator * 10**6 // self.share.denominator).scaleb(-6).quantize(Decimal("0.000001"), ROUND_DOWN)
        missed_critical = any(item.is_critical and Fraction(item.earned or 0) < item.question_version.points for item in counted)
        missed_task = any(item.question_version.type == "task" and not item.is_full for item in counted)
        reasons = [("percent", self.share < self.test_version.settings["pass_percent"])]
        reasons += [("critical", missed_critical), ("practice", missed_task)]
        self.failed_because = [code for code, failed in reasons if failed]
        self.is_passed = not self.failed_because

    def abandon(self):
        """Broken off without a result; it does not count."""
        with transaction.atomic():
            held = self.held()
            if held.is_open:
                held._end_practice()
                held.state = self.State.ABANDONED
                held.save(update_fields=["state"])

    def break_off(self):
        """Begun, and nothing answered for a day: it does not count, and the test is open as before."""
        with transaction.atomic():
            held = self.held()
            held._note_practice()
            if held.is_open and not held.items.filter(saved_at__isnull=False).exists():
                held.abandon()
                held.assignment.state = held.assignment.State.PENDING
                held.assignment.save(update_fields=["state"])

    def held(self):
        """The assignment first, then the attempt: the one order in which both are held."""
        from .assignment import TestAssignment

        assignment = TestAssignment.objects.get(pk=self.assignment_id).held()
        held = Attempt.objects.select_for_update(of=("self",)).select_related("test_version").get(pk=self.pk)
        held.assignment = assignment
        return held

    def _open_for(self, by):
        if by.pk != self.assignment.user_id:
            raise NotAllowed
        held = Attempt.objects.select_for_update(of=("self",), no_key=True).select_related("assignment").get(pk=self.pk)
        if not held.is_open or held.is_expired(clock.now()):
            raise AttemptIsOver(held)
        return held


class AttemptItem(models.Model):
    """One question of an attempt: which wording, in which order of options, what was answered, what it earned.

    `earned` is a fraction of points as text ("1/2"), empty while a person has to read it.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveSmallIntegerField()
    question_version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="items")
    option_order = models.JSONField(default=list)
    is_critical = models.BooleanField(default=False)
    response = models.JSONField(null=True)
    saved_at = models.DateTimeField(null=True)
    saves = models.PositiveSmallIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    is_flagged = models.BooleanField(default=False)
    earned = models.CharField(max_length=40, blank=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    review = models.JSONField(default=dict)
    review_note = models.TextField(max_length=2000, blank=True)
    ruled_by = models.ForeignKey("Regrade", null=True, on_delete=models.PROTECT, related_name="items")

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "place"]
        constraints = [models.UniqueConstraint(fields=["attempt", "place"], name="one_question_per_place_of_an_attempt")]

    def __str__(self):
        return f"{self.attempt_id} · {self.place}"

    @property
    def is_void(self):
        return self.ruled_by is not None and self.ruled_by.action == "void"

    @property
    def is_told(self):
        """Its points are known: of an exam after it was handed in, of a self-check with each answer."""
        return self.earned != ""

    @property
    def is_full(self):
        return self.earned != "" and Fraction(self.earned) == self.question_version.points

    def score(self):
        """Its points by the key, or as a later ruling says; free text keeps what a person gave."""
        version = self.question_version
        if self.ruled_by_id and self.ruled_by.action == "full_credit":
            self.earned = str(version.points)
            return
        if version.type == "task" and self.reviewed_at:
            self.earned = str(version.points)
            return
        if version.type == "text":
            self.earned = self.earned if self.reviewed_at else ("" if self.response else "0")
            return
        payload = self.ruled_by.key_for(version) if self.ruled_by_id and self.ruled_by.action == "change_key" else version.payload
        strict = self.is_critical or bool(payload.get("all_or_nothing"))
        self.earned = str(score(version.type, payload, self.response, strict=strict) * version.points)

    def give_points(self, points, note, *, by):
        """A person has read a free answer: points by the rubric; below full ones a note is due. Once, by whoever is first."""
        rubric = {point["id"]: point["points"] for point in self.question_version.payload["rubric"]}
        if set(points) - set(rubric) or not all(0 <= points[pk] <= rubric[pk] for pk in points):
            raise BadAnswer
        given, most = sum(points.values()), sum(rubric.values())
        if given < most and not clean(note):
            raise ReasonNeeded
        with transaction.atomic():
            attempt = self.attempt.held()
            if not may_review(by, attempt.assignment):
                raise NotAllowed
            held = attempt.items.select_related("question_version").get(pk=self.pk)
            if held.reviewed_at or attempt.state != Attempt.State.NEEDS_REVIEW:
                raise AlreadyDecided(held)
            held.earned = str(Fraction(given, most) * held.question_version.points)
            held.review, held.review_note, held.reviewer, held.reviewed_at = points, clean(note)[:2000], by, clock.now()
            held.save(update_fields=["earned", "review", "review_note", "reviewer", "reviewed_at"])
            attempt.assignment.record("test_reviewed", by=by, test=attempt.assignment.test.title, place=held.place)
            items = list(attempt.items.with_questions())
            if all(item.earned != "" for item in items):
                attempt.grade(items)
        return held
