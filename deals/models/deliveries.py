from contextlib import contextmanager
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.once import made_before
from crm_project.lib.text import clean, clean_line

from ..refusals import DeliveryRefused, EditConflict
from .product import Product

MOST = 100
LARGEST = Decimal(10**9)
TEXTS = {"what": 500, "place": 120, "act": 80, "note": 250}
"""The words of a delivery and their longest."""


class DeliveryQuerySet(models.QuerySet):
    def standing(self):
        """Neither released nor taken back."""
        return self.filter(ended_at=None)

    def reservations(self):
        return self.filter(kind=Delivery.Kind.RESERVATION)

    def shipments(self):
        return self.filter(kind=Delivery.Kind.SHIPMENT)

    def waiting(self):
        """Reservations of which something is still to be shipped."""
        return self.standing().reservations().filter(is_shipped=False)

    def late(self, day):
        return self.waiting().filter(day__lt=day)

    def of_contact(self, contact):
        return self.filter(deal__contact=contact)

    def of_deals(self, deals):
        return self.filter(deal__in=deals)

    def for_panel(self):
        return self.select_related("done_by").prefetch_related("lines__product")


class Delivery(models.Model):
    """Goods kept for a deal until a day, or shipped on a day. A mistake is ended with a reason and stays in the history.

    A shipment may be taken from a reservation; `is_shipped` of a reservation says that nothing of it is left, and is
    kept by the verbs of the deal.
    """

    class Kind(models.TextChoices):
        RESERVATION = "reservation", _("reservation")
        SHIPMENT = "shipment", _("shipment")

    WORDS = ("what", "place", "note", "ended_why")

    deal = models.ForeignKey("Deal", on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=12, choices=Kind)
    day = models.DateField(_("day"))
    what = models.CharField(_("what"), max_length=500, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    act = models.CharField(_("act"), max_length=80, blank=True)
    act_on = models.DateField(_("date of the act"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="shipments")
    is_shipped = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_why = models.CharField(max_length=500, blank=True)
    token = models.UUIDField(null=True, unique=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        indexes = [
            models.Index(fields=["day"], name="reservations_waiting", condition=Q(kind="reservation", ended_at=None, is_shipped=False))
        ]

    @property
    def is_reservation(self):
        return self.kind == self.Kind.RESERVATION

    @property
    def said(self):
        """What people typed about it: it may name somebody."""
        return [getattr(self, name) for name in self.WORDS]

    @property
    def goods(self):
        """[[name, quantity, unit]], as the history keeps them."""
        return [[line.product.name, f"{line.quantity.normalize():f}", line.product.unit] for line in self.lines.select_related("product")]


class DeliveryLine(models.Model):
    """How many of a product: it stays when the line of the deal goes."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "product"], name="a_product_once_in_a_delivery"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="something_is_delivered"),
        ]


class HasDeliveries(models.Model):
    """What of a deal is reserved and shipped. More than was sold only where the person says so: `beyond`.

    `goods` are {product: quantity}; a deal without products says `what` in words. A lost deal gives goods back only.
    """

    class Meta:
        abstract = True

    # -- verbs ---------------------------------------------------------------

    def reserve(self, *, by, day, goods=None, beyond=False, token=None, **facts):
        """Keep goods for this deal until a day. Facts: what, place, note, done_by. One token reserves once."""
        with self._delivering(by):
            if known := made_before(Delivery, token):
                return known
            self._check_day("day", day, not_before=clock.local_today())
            one = self._put_delivery(Delivery.Kind.RESERVATION, by, day, goods, beyond, token, facts)
            self._tell_delivery("reserved", one, by)
        return one

    def change_reservation(self, one, *, by, day, goods=None, beyond=False, version=None, **facts):
        """Other terms; `version` is that of the reservation as the person saw it."""
        with self._delivering(by):
            one = self._still_there(one, Delivery.Kind.RESERVATION)
            if version is not None and int(version) != one.version:
                raise EditConflict(one)
            if day != one.day:
                self._check_day("day", day, not_before=clock.local_today())
            one.day, one.version = day, one.version + 1
            before = one.goods
            self._put_goods(one, goods or {}, beyond, facts)
            self._reckon(one)
            self._tell_delivery("reservation_changed", one, by, was=before if before != one.goods else None)

    def release(self, one, *, by, reason=""):
        """The goods are kept no more; twice is the same as once."""
        self._end(one, Delivery.Kind.RESERVATION, "released", by, reason)

    def ship(self, *, by, day, goods=None, reservation=None, beyond=False, token=None, act="", act_on=None, **facts):
        """Goods left on a day, by an act; those of a `reservation` are taken off it. One token ships once."""
        with self._delivering(by):
            if known := made_before(Delivery, token):
                return known
            self._check_day("day", day, not_after=clock.local_today())
            if act_on:
                self._check_day("act_on", act_on)
            source = reservation and self._still_there(reservation, Delivery.Kind.RESERVATION, "reservation")
            facts |= {"act": act, "act_on": act_on, "taken_from": source or None}
            one = self._put_delivery(Delivery.Kind.SHIPMENT, by, day, goods, beyond, token, facts)
            self._reckon(source)
            self._tell_delivery("shipped", one, by, act=one.act, act_on=act_on.isoformat() if act_on else "")
        return one

    def take_back_shipment(self, one, *, by, reason=""):
        """It was noted by mistake or the goods came back: a reservation it was taken from holds them again."""
        self._end(one, Delivery.Kind.SHIPMENT, "shipment_taken_back", by, reason)

    # -- steps ---------------------------------------------------------------

    @contextmanager
    def _delivering(self, by):
        with self.editing(by):
            if self.deleted_at or self.stage.kind == "lost":
                raise DeliveryRefused("", "lost")
            yield

    def _check_day(self, field, day, not_before=None, not_after=None):
        if not clock.is_valid_date(day) or (not_after and day > not_after):
            raise DeliveryRefused(field, "wrong" if not clock.is_valid_date(day) else "not yet")
        if not_before and day < not_before:
            raise DeliveryRefused(field, "over")

    def _still_there(self, one, kind, field=""):
        found = self.deliveries.standing().filter(kind=kind, pk=one.pk).first()
        if found is None:
            raise DeliveryRefused(field, "gone")
        return found

    def _put_delivery(self, kind, by, day, goods, beyond, token, facts):
        if self.deliveries.count() >= MOST:
            raise DeliveryRefused("", "too many")
        one = Delivery(deal=self, kind=kind, day=day, token=token, created_at=clock.now(), entered_by=by, done_by=by)
        self._put_goods(one, goods or {}, beyond, facts)
        return one

    def _put_goods(self, one, goods, beyond, facts):
        """Write the delivery with its words and lines, if what it says can be."""
        from ..goods import check_goods

        for name, value in facts.items():
            setattr(one, name, clean_line(value)[: TEXTS[name]] if name in TEXTS else value)
        if not goods and not one.what:
            raise DeliveryRefused("what", "nothing")
        check_goods(self, one, goods, beyond)
        one.save()
        one.lines.all().delete()
        DeliveryLine.objects.bulk_create(DeliveryLine(delivery=one, product=product, quantity=n) for product, n in goods.items())
        one._prefetched_objects_cache = {}

    def _end(self, one, kind, verb, by, reason):
        with self.editing(by):
            ended = {"ended_at": clock.now(), "ended_by": by, "ended_why": clean_line(reason)[:500]}
            if self.deliveries.standing().filter(pk=one.pk, kind=kind).update(**ended, version=F("version") + 1):
                one.refresh_from_db()
                self._reckon(one.taken_from)
                self._tell_delivery(verb, one, by, reason=clean(reason)[:500])

    def _reckon(self, reservation):
        """Whether anything of a reservation is left to ship; one in words is shipped whole."""
        from ..goods import left_of

        if reservation is None:
            return
        has_lines, taken = reservation.lines.exists(), reservation.shipments.standing().exists()
        is_shipped = not left_of(reservation) if has_lines else taken
        if is_shipped != reservation.is_shipped:
            reservation.is_shipped = is_shipped
            reservation.save(update_fields=["is_shipped"])

    def _tell_delivery(self, verb, one, by, **more):
        facts = {"day": one.day.isoformat(), "goods": one.goods, "what": one.what, "place": one.place, "text": one.note}
        who = str(one.done_by) if one.done_by_id and one.done_by_id != (by and by.pk) else ""
        told = {key: value for key, value in {**facts, "done_by": who, **more}.items() if value}
        self.record(verb, by=by, delivery=one.pk, **told)
