from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm_project.lib import clock
from crm_project.lib.text import clean
from timeline.models import Recorded

from ..permissions import may_write_bank
from ..querysets import AppealQuerySet, CertificateQuerySet
from ..refusals import AlreadyDecided, AttemptIsOver, NotAllowed, ReasonNeeded
from .attempt import Attempt, AttemptItem
from .definition import TestDefinition
from .question import QuestionVersion

ACCEPTED_ENOUGH = 2


class Appeal(models.Model):
    """Somebody says that a question was wrong or unclear: once per answer, when the result is known."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("an objection", "to be answered")
        ACCEPTED = "accepted", pgettext_lazy("an objection", "accepted")
        REJECTED = "rejected", pgettext_lazy("an objection", "rejected")

    item = models.OneToOneField(AttemptItem, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(_("what is wrong"), max_length=1000)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decision = models.TextField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.text[:60]

    @classmethod
    def make(cls, item, text, *, by):
        """Twice is once: the first text stays."""
        from ..telling import tell_appeal

        assignment = item.attempt.assignment
        if by.pk != assignment.user_id:
            raise NotAllowed
        if not clean(text):
            raise ReasonNeeded
        if item.attempt.state != Attempt.State.GRADED:
            raise AttemptIsOver(item.attempt)
        with transaction.atomic():
            appeal, is_new = cls.objects.get_or_create(item=item, defaults={"text": clean(text)[:1000], "at": clock.now()})
            if is_new:
                assignment.record("test_appealed", by=by, test=assignment.test.title, place=item.place)
                tell_appeal(appeal)
        return appeal

    def decide(self, is_right, decision, *, by):
        """Whoever writes the bank answers with words; two accepted ones send the question to review."""
        from ..telling import tell_decided

        if not may_write_bank(by):
            raise NotAllowed
        if not clean(decision):
            raise ReasonNeeded
        with transaction.atomic():
            held = Appeal.objects.select_for_update(of=("self",)).get(pk=self.pk)
            if held.state != self.State.OPEN:
                raise AlreadyDecided(held)
            held.state = self.State.ACCEPTED if is_right else self.State.REJECTED
            held.decision, held.decided_by, held.decided_at = clean(decision)[:1000], by, clock.now()
            held.save()
            assignment = held.item.attempt.assignment
            assignment.record("test_appeal_decided", by=by, test=assignment.test.title, place=held.item.place, how=held.state)
            question = held.item.question_version.question
            accepted = Appeal.objects.filter(item__question_version__question=question, state=self.State.ACCEPTED).count()
            if is_right and accepted >= ACCEPTED_ENOUGH:
                question.send_to_review("appeals", by=by)
            tell_decided(held)
        return held


class Regrade(models.Model):
    """What was ruled afterwards about one wording of a question: written once, never changed (a trigger refuses it).

    `preview` holds whose results change, before and after, as it was shown when it was decided.
    """

    class Action(models.TextChoices):
        VOID = "void", pgettext_lazy("a ruling", "the question does not count")
        FULL_CREDIT = "full_credit", pgettext_lazy("a ruling", "everybody gets its points")
        CHANGE_KEY = "change_key", pgettext_lazy("a ruling", "other answers are right")

    question_version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="regrades")
    action = models.CharField(max_length=12, choices=Action)
    right = models.JSONField(default=list)
    reason = models.TextField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    preview = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.question_version_id} {self.action}"

    def key_for(self, version):
        """The payload with the options that are right now."""
        options = [option | {"right": option["id"] in self.right} for option in version.payload.get("options", [])]
        return version.payload | {"options": options}


class Certificate(Recorded):
    """A test was passed, and until when that holds; while it needs a supplement, until `supplement_by`."""

    kind = "certificate"

    class State(models.TextChoices):
        VALID = "valid", pgettext_lazy("a certificate", "valid")
        SUPPLEMENT_REQUIRED = "supplement_required", pgettext_lazy("a certificate", "needs the test on changes")
        EXPIRED = "expired", pgettext_lazy("a certificate", "ended")
        REVOKED = "revoked", pgettext_lazy("a certificate", "revoked")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates")
    test = models.ForeignKey(TestDefinition, on_delete=models.PROTECT, related_name="certificates")
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="certificate")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=State, default=State.VALID)
    supplement_by = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        indexes = [
            models.Index(fields=["valid_until"], name="certificates_that_end", condition=Q(state__in=("valid", "supplement_required")))
        ]

    def __str__(self):
        return f"{self.test} · {self.user}"
