import random
import secrets
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import get_language, gettext, pgettext_lazy

from crm_project.lib import clock, training_mode
from crm_project.lib.text import clean

from ..permissions import may_decide_on
from ..practice import knowing, laying_out, rooms
from ..practice.judging import did_something, judged
from ..practice.spec import told
from ..querysets import PracticeQuerySet
from ..refusals import AlreadyDecided, AttemptIsOver, NotAllowed, ReasonNeeded, RunIsOver
from ..texts import said
from .attempt import Attempt, AttemptItem
from .question import QuestionVersion

TRIAL = {"text": {}, "given": {}, "prepare": [], "checks": [], "section": "", "start": "deals:board"}


class PracticeRun(models.Model):
    """A practical task as one person does it once, on training records in a room of their own.

    `given` are the values made up for it; `mark` is the last entry of the room before the person began. `checks` are
    [{"id", "is_met", "evidence", "lacks"}] as they were found last; `times_checked` is counted, never punished.
    """

    kind = "practice_run"

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a practical task", "goes on")
        PASSED = "passed", pgettext_lazy("a practical task", "done")
        ENDED = "ended", pgettext_lazy("a practical task", "not done")
        BROKEN_OFF = "broken_off", pgettext_lazy("a practical task", "broken off by an update")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="practice_runs")
    item = models.ForeignKey(AttemptItem, null=True, on_delete=models.PROTECT, related_name="runs")
    question_version = models.ForeignKey(QuestionVersion, null=True, on_delete=models.PROTECT, related_name="+")
    seed = models.BigIntegerField()
    given = models.JSONField(default=dict)
    mark = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    checks = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
    times_checked = models.PositiveIntegerField(default=0)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user"], condition=Q(state="open"), name="one_practical_task_at_a_time")]
        indexes = [models.Index(fields=["item", "-started_at"], name="runs_of_a_task")]

    def __str__(self):
        return f"{self.question_version_id} · {self.user_id}"

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def room(self):
        return rooms.name_of(self.user)

    @property
    def is_trial(self):
        """No task: copies of the team's deals to try the system on, until the person leaves."""
        return self.question_version_id is None

    @property
    def spec(self):
        return TRIAL if self.is_trial else self.question_version.payload

    def title(self, language):
        return gettext("Trial run of the team") if self.is_trial else said(self.question_version.stem, language)

    def text(self, language):
        """What is to be done, with the values of this run."""
        if self.is_trial:
            return gettext("Work with these deals as with your own: the clients are made up. When you end the trial run, all of it goes.")
        return told(said(self.spec["text"], language), self.given)

    def missing(self, language):
        """[(what is missing, code of the section that explains it)] as the last look found it; nothing before the first."""
        unmet = {one["id"]: ", ".join(one.get("lacks", ())) for one in self.checks if not one["is_met"]}
        return [
            (_with(told(said(check["miss"], language), self.given), unmet[check["id"]]), check.get("section") or self.spec["section"])
            for check in self.spec["checks"]
            if check["id"] in unmet
        ]

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def begin(cls, item, *, by):
        """Lay the task out anew in an empty room; what the person was doing in another task is looked at a last time and ends."""
        with transaction.atomic():
            attempt = item.attempt.held()
            if by.pk != attempt.assignment.user_id:
                raise NotAllowed
            if not attempt.is_open or attempt.is_expired(clock.now()):
                raise AttemptIsOver(attempt)
            item = attempt.items.select_related("question_version").get(pk=item.pk)
            for run in cls.objects.open().of(by).select_for_update(of=("self",)):
                run.end() if run.is_trial or run.item_id == item.pk else run.finish()
            seed, room = secrets.randbits(62), rooms.make_ready(by)
            luck = random.Random(seed)  # noqa: S311  a draw, no secret
            run = cls(user=by, item=item, question_version=item.question_version, seed=seed, started_at=clock.now())
            run.given = laying_out.given_values(run.spec, by, luck, by.language or get_language() or "ru")
            with training_mode.inside(room):
                laying_out.lay_out(run.spec, run.given, run.setting, luck)
                run.mark = laying_out.last_entry()
            run.save(force_insert=True)
        return run

    def verify(self, *, by):
        """Look what holds and what is missing, as often as one likes; when nothing is missing the task is done."""
        if by.pk != self.user_id:
            raise NotAllowed
        with transaction.atomic():
            held = self._held()
            if not held.is_open or not rooms.is_standing(held.room):
                raise RunIsOver(held)
            held.times_checked += 1
            held.look()
            if all(one["is_met"] for one in held.checks):
                held.end(held.State.PASSED)
            else:
                held.save()
            held.note_work()
        return held

    def look(self):
        """The row is held: note what holds now. Answers whether the person has done anything at all."""
        with training_mode.inside(self.room):
            found = judged(self.spec, self.given, self.setting, self.mark)
            is_begun = did_something(self.setting, self.mark)
        self.checks = [{"id": one.id, "is_met": one.is_met, "evidence": one.evidence, "lacks": one.lacks} for one in found]
        self.checked_at = clock.now()
        return is_begun

    def end(self, state=State.ENDED):
        self.state, self.ended_at = state, clock.now()
        self.save()

    def finish(self):
        """The row is held: looked at a last time, it ends as done if nothing is missing."""
        if rooms.is_standing(self.room):
            self.look()
            self.note_work()
        self.end(self.State.PASSED if self.checks and all(one["is_met"] for one in self.checks) else self.State.ENDED)

    @property
    def has_work(self):
        """Whether something would be lost if it ended now: deals laid ready, or anything made in a task."""
        if self.is_trial:
            return True
        if not rooms.is_standing(self.room):
            return False
        with training_mode.inside(self.room):
            return did_something(self.setting, self.mark)

    def note_work(self):
        """In the attempt it counts as answered once something was made in it; a task that was only opened does not."""
        with training_mode.inside(self.room):
            is_begun = did_something(self.setting, self.mark)
        if self.item_id and is_begun:
            answer = {"run": self.pk, "unmet": [one["id"] for one in self.checks if not one["is_met"]] if self.checks else None}
            AttemptItem.objects.of_open_attempts().filter(pk=self.item_id).update(response=answer, saved_at=clock.now())

    def note_work_if_standing(self):
        if rooms.is_standing(self.room):
            self.note_work()

    @classmethod
    def settle(cls, attempt):
        """The attempt is over and held: what still goes on is looked at a last time."""
        for run in cls.objects.open().of_attempt(attempt).select_for_update(of=("self",)):
            run.finish()

    @classmethod
    def break_off(cls, names):
        """The rooms of these names are gone: what went on in them ends, with a word to whoever comes back."""
        people = [int(name.removeprefix(rooms.PREFIX)) for name in names]
        cls.objects.open().filter(user__in=people).update(state=cls.State.BROKEN_OFF, ended_at=clock.now())

    @classmethod
    def credit(cls, item, note, *, by):
        """A reviewer has seen that it was done after all, and says why it counts."""
        if not clean(note):
            raise ReasonNeeded
        with transaction.atomic():
            attempt = item.attempt.held()
            if not may_decide_on(by, attempt.assignment):
                raise NotAllowed
            held = attempt.items.with_questions().get(pk=item.pk)
            if held.question_version.type != "task" or attempt.state != Attempt.State.GRADED or held.is_full:
                raise AlreadyDecided(held)
            held.reviewer, held.reviewed_at, held.review_note = by, clock.now(), clean(note)[:2000]
            held.score()
            held.save(update_fields=["earned", "reviewer", "reviewed_at", "review_note"])
            attempt.assignment.record("test_reviewed", by=by, test=attempt.assignment.test.title, place=held.place)
            was_passed = attempt.is_passed
            attempt.reckon(list(attempt.items.with_questions()))
            attempt.is_passed, attempt.failed_because = (True, []) if was_passed else (attempt.is_passed, attempt.failed_because)
            attempt.save()
            attempt.assignment.settle(attempt)
        return held

    @property
    def setting(self):
        zone = ZoneInfo(self.user.zone_name)
        return knowing.Setting(self.user, self.started_at, zone)

    def _held(self):
        return PracticeRun.objects.select_for_update(of=("self",)).select_related("user", "item", "question_version").get(pk=self.pk)


def _with(words, lacks):
    return f"{words}: {lacks}" if lacks else words
