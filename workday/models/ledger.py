from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from crm_project.lib import clock
from crm_project.lib.text import clean
from timeline.models import Recorded

from ..querysets import BreachQuerySet, LedgerQuerySet
from ..refusals import ExcusedBefore, ExplainedBefore, NotAllowed, NotInOrderYet, ReasonNeeded
from ..rules import card_of, url_of


class LedgerRow(models.Model):
    """What a close found, written once when it is published; the database refuses every later change."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        DEPARTMENT = "department", _("department")
        ADDENDUM = "addendum", _("addendum")

    kind = models.CharField(max_length=10, choices=Kind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="ledger")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="ledger")
    day = models.DateField()
    cut_off = models.DateTimeField()
    zone = models.CharField(max_length=60)
    unprocessed = models.PositiveIntegerField(default=0)
    no_task = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    deals = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    clean_people = models.PositiveIntegerField(default=0)
    incomplete = models.PositiveIntegerField(default=0)
    rules = models.JSONField(default=dict)
    deputy_for = models.JSONField(default=list)
    error = models.TextField(blank=True)
    published_at = models.DateTimeField()

    objects = LedgerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], condition=Q(kind="person"), name="one_ledger_row_per_person_and_day"),
            models.UniqueConstraint(
                fields=["department", "day"], condition=Q(kind="department"), name="one_ledger_row_per_department_and_day"
            ),
            models.UniqueConstraint(
                fields=["user", "day", "department"], condition=Q(kind="addendum"), name="one_addendum_per_late_person"
            ),
        ]
        indexes = [models.Index(fields=["department", "-day"], name="ledger_of_a_department")]

    def __str__(self):
        return f"{self.kind} {self.user_id or self.department_id} {self.day}"

    @property
    def is_clean(self):
        return not (self.deals or self.error)


class Breach(Recorded):
    """One deal, or one lead where the department asks for it, broke one rule at one close.

    The names are those of the day, `deal_name` and `deal_owner` for a lead too; the card may be gone since.
    """

    kind = "breach"

    row = models.ForeignKey(LedgerRow, on_delete=models.PROTECT, related_name="breaches", db_constraint=False, db_index=False)
    day = models.DateField()
    cut_off = models.DateTimeField()
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="breaches", db_constraint=False, db_index=False
    )
    previous_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    deal_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    is_deputy = models.BooleanField(default=False)
    deal = models.ForeignKey(
        "deals.Deal", null=True, on_delete=models.DO_NOTHING, related_name="breaches", db_constraint=False, db_index=False
    )
    lead = models.ForeignKey(
        "leads.Lead", null=True, on_delete=models.DO_NOTHING, related_name="breaches", db_constraint=False, db_index=False
    )
    rule = models.CharField(max_length=20)
    rule_version = models.CharField(max_length=20)
    section_code = models.CharField(max_length=60, blank=True)
    deal_name = models.CharField(max_length=300)
    stage_name = models.CharField(max_length=80)
    task_title = models.CharField(max_length=300, blank=True)
    task_due_at = models.DateTimeField(null=True)
    task_due_on = models.DateField(null=True)
    since = models.DateTimeField(null=True)
    published_at = models.DateTimeField()

    objects = BreachQuerySet.as_manager()
    is_veiled = False

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "deal", "rule"], name="one_breach_per_close_deal_and_rule"),
            models.UniqueConstraint(
                fields=["lead", "row", "rule"], condition=Q(lead__isnull=False), name="one_breach_per_close_lead_and_rule"
            ),
        ]
        indexes = [
            models.Index(fields=["department", "-day"], name="breaches_of_a_department"),
            models.Index(fields=["owner", "-day"], name="breaches_of_a_person"),
            models.Index(fields=["deal"], name="breaches_of_a_deal"),
            models.Index(fields=["deal_owner", "-day"], name="breaches_on_deals_of", condition=Q(rule="overdue")),
        ]

    def __str__(self):
        return f"{self.rule} {self.deal_name}"

    @property
    def card(self):
        """What it is about: ("deal", 7) or ("lead", 7)."""
        return card_of(self.deal_id, self.lead_id)

    @property
    def url(self):
        return url_of(*self.card)

    def excuse(self, reason, *, by):
        """The head finds good cause: the breach stays in the ledger and is marked. Nobody excuses themselves."""
        from ..permissions import may_excuse
        from ..pill import forget_verdicts
        from ..third_breach import reconsider
        from .correction import Excuse

        if not may_excuse(by, self):
            raise NotAllowed
        if not clean(reason):
            raise ReasonNeeded
        with transaction.atomic():
            facts = {"by": by, "reason": clean(reason)[:2000], "at": clock.now()}
            excuse, made = Excuse.objects.get_or_create(breach=self, defaults=facts)
            if made:
                self.record("excused", by=by, reason=excuse.reason, deal=self.deal_name, rule=self.rule, day=self.day.isoformat())
                reconsider([self.owner_id] if self.owner_id else [], self.day)
                forget_verdicts()
        return excuse

    def explain(self, text, *, by):
        """Whose breach it is says how it came about, once, and again where the head did not accept it; every word said stays."""
        from ..debts import tell_explanation
        from .correction import Answer, Explanation

        self._check_theirs(by)
        if not clean(text):
            raise ReasonNeeded
        with transaction.atomic():
            held = Breach.objects.select_for_update(of=("self",), no_key=True).get(pk=self.pk)
            if hasattr(held, "excused"):
                raise ExcusedBefore
            if not held.takes_words:
                raise ExplainedBefore
            now = clock.now()
            said = Explanation.objects.create(breach=self, by=by, text=clean(text)[:2000], at=now)
            Answer.objects.get_or_create(breach=self, defaults={"by": by, "at": now, "kind": Answer.Kind.EXPLAINED})
            tell_explanation(said)
        return said

    @property
    def takes_words(self):
        """Nobody has explained it, or the head did not accept what was said; what is excused needs no words."""
        return not hasattr(self, "excused") and all(
            hasattr(said, "verdict") and not said.verdict.is_accepted for said in self.explanations.all()
        )

    def answer(self, kind, *, by):
        """Whose breach it is says that it is settled, once: done, planned or handed over, each only if it is so."""
        from ..settled import ways_of
        from .correction import Answer

        self._check_theirs(by)
        with transaction.atomic():
            Breach.objects.select_for_update(of=("self",), no_key=True).get(pk=self.pk)
            if known := Answer.objects.filter(breach=self).first():
                return known
            if kind not in ways_of([self])[self.pk]:
                raise NotInOrderYet
            return Answer.objects.create(breach=self, by=by, at=clock.now(), kind=kind)

    def _check_theirs(self, by):
        from ..permissions import may_explain

        if not may_explain(by, self):
            raise NotAllowed
