from decimal import Decimal

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.once import made_before
from crm_project.lib.text import clean

from ..permissions import may_answer, may_ask
from ..refusals import AlreadyAnswered, AlreadyAsked, NotAllowed, PaymentRefused
from ..signals import head_answered, head_asked
from .deal import Deal
from .payments import ExpectedPayment

SAID = {
    "discount_asked": _("Discount asked of the head"),
    "discount_granted": _("Discount allowed"),
    "discount_declined": _("Discount not allowed"),
    "delay_asked": _("Payment delay asked of the head"),
    "delay_granted": _("Payment delay allowed"),
    "delay_declined": _("Payment delay not allowed"),
}
"""How the history names a question and its answer."""


class AskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at__isnull=True)

    def visible_to(self, user):
        """Those of the deals one may see, for who may see sums."""
        return self.filter(deal__in=Deal.objects.visible_to(user).live()) if user.has_right("see_money") else self.none()

    def for_panel(self):
        return self.select_related("asked_by", "answered_by", "expected")


class Ask(models.Model):
    """The head is asked from the card for a discount or for a payment to come later. A yes takes effect by itself, once."""

    class Kind(models.TextChoices):
        DISCOUNT = "discount", _("discount")
        DELAY = "delay", _("payment delay")

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="asks")
    kind = models.CharField(max_length=10, choices=Kind)
    share = models.DecimalField(_("discount, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    expected = models.ForeignKey(ExpectedPayment, null=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField(_("new date"), null=True, blank=True)
    why = models.TextField(_("why"), max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    is_granted = models.BooleanField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    token = models.UUIDField(null=True, unique=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["deal", "kind"], condition=Q(answered_at=None), name="one_open_ask_of_a_kind")]

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def put(cls, deal, kind, *, by, why, share=None, expected=None, due_on=None, token=None):
        """Ask the head. One token asks once; while one is open no other of its kind is asked."""
        with transaction.atomic():
            deal.hold()
            if not may_ask(by, deal):
                raise NotAllowed
            if known := made_before(cls, token):
                return known
            if known := deal.asks.open().filter(kind=kind).first():
                raise AlreadyAsked(known)
            share = None if share is None else Decimal(share)
            cls._check(deal, kind, share, expected, due_on)
            facts = {"share": share} if kind == cls.Kind.DISCOUNT else {"expected": expected, "due_on": due_on}
            ask = cls.objects.create(deal=deal, kind=kind, why=clean(why)[:1000], asked_by=by, asked_at=clock.now(), token=token, **facts)
            ask._note("asked", by)
            head_asked.send(cls, ask=ask, by=by)
        return ask

    def answer(self, is_granted, *, by):
        """Yes or no, once; whoever comes second is told. A yes changes the lines or the date in the same transaction."""
        with transaction.atomic():
            self.deal.hold()
            present = Ask.objects.for_panel().select_for_update(of=("self",)).get(pk=self.pk)
            if not may_answer(by, self.deal):
                raise NotAllowed
            if present.answered_at or not self._may_take_effect(present):
                raise AlreadyAnswered(present)
            self.is_granted, self.answered_by, self.answered_at = is_granted, by, clock.now()
            self.save(update_fields=["is_granted", "answered_by", "answered_at"])
            self._note("granted" if is_granted else "declined", by)
            if is_granted:
                self._take_effect(by)
            head_answered.send(Ask, ask=self, by=by)

    @property
    def facts(self):
        """What history and notices tell of it."""
        share = f"{self.share.normalize():f}" if self.share is not None else ""
        return {"share": share, "due_on": f"{self.due_on:%d.%m.%Y}" if self.due_on else ""}

    # -- steps ---------------------------------------------------------------

    def _note(self, verb, by):
        facts = self.facts
        told = f"{facts['share']} %" if self.kind == Ask.Kind.DISCOUNT else facts["due_on"]
        new = f"{told} · {self.why}" if verb == "asked" else told
        key = f"{self.kind}_{verb}"
        self.deal.record(key, by=by, changes=[{"key": key, "label": str(SAID[key]), "old": "", "new": new, "is_money": True}])

    @staticmethod
    def _check(deal, kind, share, expected, due_on):
        if kind == Ask.Kind.DISCOUNT and not (share and 0 < share <= 100):
            raise PaymentRefused("share", "wrong")
        if kind == Ask.Kind.DELAY:
            if expected is None or expected.deal_id != deal.pk or expected.is_paid:
                raise PaymentRefused("expected", "wrong")
            if due_on is None or not clock.is_valid_date(due_on):
                raise PaymentRefused("due_on", "wrong")
            if due_on <= expected.due_on:
                raise PaymentRefused("due_on", "not later")

    def _may_take_effect(self, present):
        """A question about a payment that is there no more has become void."""
        return present.kind == Ask.Kind.DISCOUNT or present.expected is not None

    def _take_effect(self, by):
        if self.kind == Ask.Kind.DISCOUNT:
            self.deal.discount_lines(self.share, by=by)
        else:
            one = self.expected
            self.deal.put_expected(one, by=by, due_on=self.due_on, amount=one.amount, share=one.share, note=one.note)
