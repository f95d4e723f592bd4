from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.formats import money, number
from crm_project.lib.once import made_before
from crm_project.lib.text import clean_line

from ..refusals import PaymentRefused
from .lines import LARGEST_SUM
from .product import to_cents

MOST = 100


TOLD = {"payment_expected": _("Payment expected"), "payment_received": _("Payment received")}
"""How the history names a change of the money."""


class ExpectedPaymentQuerySet(models.QuerySet):
    def late(self, day):
        """Not covered, and its day is over; of deals that are neither lost nor in the trash."""
        return self.filter(is_paid=False, due_on__lt=day, deal__deleted_at=None).exclude(deal__stage__kind="lost")

    def unpaid(self):
        return self.filter(is_paid=False)

    def with_somebody(self):
        """Whose deal has an owner, or a head above it, who still works here."""
        return self.filter(Q(deal__owner__is_active=True) | Q(deal__department__head__is_active=True))

    def to_come(self, first, last):
        """Not covered, due on these dates, of deals that are neither lost nor in the trash."""
        found = self.unpaid().filter(due_on__range=(first, last), deal__deleted_at=None)
        return found.exclude(deal__stage__kind="lost").select_related("deal__owner").order_by("due_on", "pk")

    def of_deals_seen_by(self, user, people=None):
        """Of deals the user sees; of these owners, unless None is meant by anybody."""
        deals = self.model._meta.get_field("deal").related_model.objects.visible_to(user)
        found = self.filter(deal__in=deals.order_by().values("pk"))
        return found if people is None else found.filter(deal__owner__in=people)

    def not_told(self):
        """Those whose owner has no task about this very day yet."""
        return self.filter(Q(told_for=None) | ~Q(told_for=F("due_on")))


class ExpectedPayment(models.Model):
    """Money that is to come by a day: a sum, or a share of the deal. `is_paid` is kept by the deal's reckoning."""

    deal = models.ForeignKey("Deal", on_delete=models.CASCADE, related_name="expected_payments")
    due_on = models.DateField(_("expected by"))
    amount = models.DecimalField(_("sum"), max_digits=15, decimal_places=2, null=True, blank=True)
    share = models.DecimalField(_("or per cent of the deal"), max_digits=5, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    is_paid = models.BooleanField(default=False)
    told_for = models.DateField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField(null=True, unique=True)

    objects = ExpectedPaymentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], name="payments_to_come", condition=Q(is_paid=False))]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, share__isnull=True) | Q(amount__isnull=True, share__gt=0, share__lte=100),
                name="a_payment_is_a_sum_or_a_share",
            )
        ]

    def in_words(self, currency):
        """Sum or share, day and note, as forms and history tell it."""
        sum_or_share = money(self.amount, currency) if self.share is None else f"{number(self.share.normalize())} %"
        return " · ".join(part for part in (sum_or_share, f"{self.due_on:%d.%m.%Y}", self.note) if part)

    def worth(self, of):
        """Its sum in a deal of this sum; unknown while a share has nothing to be of."""
        if self.share is None:
            return self.amount
        return None if of is None else to_cents(of * self.share / 100)


class PaymentQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(taken_back_at__isnull=True)


class Payment(models.Model):
    """Money that came, in the currency the deal had. A mistake is taken back with a reason and stays in the history."""

    deal = models.ForeignKey("Deal", on_delete=models.CASCADE, related_name="payments")
    amount = models.DecimalField(_("sum"), max_digits=15, decimal_places=2)
    currency = models.CharField(max_length=3)
    received_on = models.DateField(_("received on"))
    note = models.CharField(_("note"), max_length=250, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField(null=True, unique=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="a_payment_is_more_than_nothing")]


class HasPayments(models.Model):
    """The money of a deal: when it is to come and what came. What came covers what was due first.

    `payment_due_on` is the day of the first payment that is not covered: by it boards and lists see who is late.
    """

    payment_due_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def has_late_payment(self):
        """Whether money that was to come is still out; nobody waits for that of a lost deal."""
        day = self.payment_due_on
        return day is not None and day < clock.local_today() and self.deleted_at is None and self.stage.kind != "lost"

    # -- verbs ---------------------------------------------------------------

    def expect_payment(self, *, by, due_on, amount=None, share=None, note="", token=None):
        """Plan a payment: `amount`, or `share` in per cent of the deal's sum. One token makes one."""
        with self.editing(by):
            if known := made_before(ExpectedPayment, token):
                return known
            if self.expected_payments.count() >= MOST:
                raise PaymentRefused("due_on", "too many")
            one = ExpectedPayment(deal=self, token=token, created_at=clock.now(), created_by=by)
            self._put_terms(one, due_on, amount, share, note)
            self._tell_money("payment_expected", "", one.in_words(self.currency), by)
        return one

    def change_expected(self, one, *, by, **terms):
        """Terms: due_on, amount or share, note."""
        with self.editing(by):
            self.put_expected(self.expected_payments.get(pk=one.pk), by=by, **terms)

    def put_expected(self, one, *, by, due_on, amount=None, share=None, note=""):
        """Other terms of a payment; part of the verbs, not a door of its own."""
        before = one.in_words(self.currency)
        self._put_terms(one, due_on, amount, share, note)
        if (now := one.in_words(self.currency)) != before:
            self._tell_money("payment_expected", before, now, by)

    def drop_expected(self, one, *, by):
        """It will not come this way; twice is the same as once."""
        with self.editing(by):
            gone, _tables = self.expected_payments.filter(pk=one.pk).delete()
            if gone:
                self.reckon_payments()
                self._tell_money("payment_expected", one.in_words(self.currency), "", by)

    def receive_payment(self, *, by, amount, received_on, note="", token=None):
        """Money came. One token notes it once."""
        with self.editing(by):
            if known := made_before(Payment, token):
                return known
            if not 0 < amount < LARGEST_SUM or amount != to_cents(amount):
                raise PaymentRefused("amount", "wrong")
            if not clock.is_valid_date(received_on) or received_on > clock.local_today():
                raise PaymentRefused("received_on", "wrong")
            facts = {"amount": amount, "currency": self.currency, "received_on": received_on, "note": clean_line(note)[:250]}
            one = Payment.objects.create(deal=self, token=token, created_at=clock.now(), created_by=by, **facts)
            self.reckon_payments()
            self._tell_money("payment_received", "", _came(one), by)
        return one

    def take_back_payment(self, one, *, by):
        """It was noted by mistake: it counts no more, the history keeps both; twice is the same as once."""
        with self.editing(by):
            standing = self.payments.standing().filter(pk=one.pk)
            if standing.update(taken_back_at=clock.now(), taken_back_by=by):
                self.reckon_payments()
                self._tell_money("payment_received", _came(one), "", by)

    def reckon_payments(self):
        """Which of the expected payments are covered, the earliest first; part of the verbs that change sums."""
        from ..money import schedule_of

        if not self.payment_due_on and not self.expected_payments.exists():
            return
        schedule, first = schedule_of(self), None
        for row in schedule.rows:
            if row.is_paid != row.expected.is_paid:
                row.expected.is_paid = row.is_paid
                row.expected.save(update_fields=["is_paid"])
            first = first or (None if row.is_paid else row.expected.due_on)
        if first != self.payment_due_on:
            self.payment_due_on = first
            self._write(["payment_due_on"])

    # -- steps ---------------------------------------------------------------

    def _put_terms(self, one, due_on, amount, share, note):
        if not clock.is_valid_date(due_on):
            raise PaymentRefused("due_on", "wrong")
        if (amount is None) == (share is None):
            raise PaymentRefused("amount", "one of two")
        if amount is not None and (not 0 < amount < LARGEST_SUM or amount != to_cents(amount)):
            raise PaymentRefused("amount", "wrong")
        others = self.expected_payments.exclude(pk=one.pk).aggregate(sum=models.Sum("share"))["sum"] or Decimal(0)
        if share is not None and not 0 < share <= 100 - others:
            raise PaymentRefused("share", "more than all")
        one.due_on, one.amount, one.share, one.note = due_on, amount, share, clean_line(note)[:250]
        one.save()
        self.reckon_payments()

    def _tell_money(self, key, before, now, by):
        change = {"key": key, "label": str(TOLD[key]), "old": before, "new": now, "is_money": True}
        self.record("payments_changed", by=by, changes=[change])


def _came(one):
    return " · ".join(part for part in (money(one.amount, one.currency), f"{one.received_on:%d.%m.%Y}", one.note) if part)
