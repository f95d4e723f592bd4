"""What is said about the ledger afterwards: rows of their own, because the ledger itself is never changed."""

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import pgettext_lazy

from crm_project.lib import clock
from crm_project.lib.text import clean

from ..refusals import AlreadyJudged, NotAllowed, ReasonNeeded
from .days import DepartmentDay
from .ledger import Breach


class Said(models.Model):
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Excuse(Said):
    """The head found good cause; the breach stays and is marked."""

    breach = models.OneToOneField(Breach, on_delete=models.PROTECT, related_name="excused")
    reason = models.TextField(max_length=2000)


class Void(Said):
    """A whole day of a department that reports leave out."""

    department_day = models.OneToOneField(DepartmentDay, on_delete=models.PROTECT, related_name="void")
    reason = models.TextField(max_length=2000)


class ExplanationQuerySet(models.QuerySet):
    def waiting(self):
        """Those that nobody has judged."""
        return self.filter(verdict=None)

    def within(self, departments):
        return self.filter(breach__department__in=departments)

    def visible_to(self, user):
        return self.filter(breach__in=Breach.objects.visible_to(user))


class Explanation(Said):
    """What the person says about a breach."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="explanations")
    text = models.TextField(max_length=2000)

    objects = ExplanationQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def judge(self, is_accepted, *, by, reason=""):
        """The head's word, once; nobody's on their own. A no says why, and the person is told."""
        from ..debts import tell_verdict
        from ..permissions import may_excuse

        if not may_excuse(by, self.breach):
            raise NotAllowed
        if not is_accepted and not clean(reason):
            raise ReasonNeeded
        with transaction.atomic():
            facts = {"by": by, "at": clock.now(), "is_accepted": is_accepted, "reason": clean(reason)[:2000]}
            verdict, made = Verdict.objects.get_or_create(explanation=self, defaults=facts)
            if made:
                verb = "explanation_accepted" if is_accepted else "explanation_rejected"
                self.breach.record(verb, by=by, reason=verdict.reason, deal=self.breach.deal_name, text=self.text)
                tell_verdict(verdict)
        if verdict.is_accepted != is_accepted:
            raise AlreadyJudged(verdict)
        return verdict


class Answer(Said):
    """How a debt of a closed day was settled: said once by whose breach it is."""

    class Kind(models.TextChoices):
        DONE = "done", pgettext_lazy("a debt", "done")
        PLANNED = "planned", pgettext_lazy("a debt", "planned")
        HANDED_OVER = "handed_over", pgettext_lazy("a debt", "handed over")
        EXPLAINED = "explained", pgettext_lazy("a debt", "explained")

    breach = models.OneToOneField(Breach, on_delete=models.PROTECT, related_name="answered")
    kind = models.CharField(max_length=12, choices=Kind)


class Verdict(Said):
    """The head takes an explanation for good, or does not and says why; the breach stays either way."""

    explanation = models.OneToOneField(Explanation, on_delete=models.PROTECT, related_name="verdict")
    is_accepted = models.BooleanField()
    reason = models.TextField(max_length=2000, blank=True)
