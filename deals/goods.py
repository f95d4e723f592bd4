"""The goods of a deal as they stand: sold, reserved, shipped, product by product."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm_project.lib import clock

from .models.deliveries import LARGEST
from .refusals import DeliveryRefused

NOTHING = Decimal(0)
_SMALLEST = Decimal("0.001")


@dataclass
class Row:
    """A product of the deal; one that is sold no more stays while something of it is kept or gone."""

    product: Any
    sold: Decimal = NOTHING
    reserved: Decimal = NOTHING
    shipped: Decimal = NOTHING

    @property
    def free(self):
        """Sold, and neither reserved nor shipped."""
        return max(self.sold - self.reserved - self.shipped, NOTHING)

    @property
    def is_beyond(self):
        return self.shipped + self.reserved > self.sold

    @property
    def is_whole(self):
        return self.sold > 0 and self.shipped == self.sold


@dataclass
class Kept:
    """A reservation on the card: what of it is left, and whether its day is over."""

    delivery: Any
    left: list
    is_late: bool


@dataclass
class Goods:
    rows: list
    kept: list
    shipments: list

    @property
    def is_used(self):
        return bool(self.kept or self.shipments)

    @property
    def is_late(self):
        return any(one.is_late for one in self.kept)


def goods_of(deal, deliveries=None, is_waited_for=True):
    """Three questions at most, however much there is."""
    standing = list(deal.deliveries.standing().for_panel()) if deliveries is None else deliveries
    rows = {}
    for line in _lines_of(deal):
        rows.setdefault(line.product_id, Row(line.product)).sold += line.quantity
    shipments, kept, today = [one for one in standing if not one.is_reservation], [], clock.local_today()
    for one in shipments:
        for line in one.lines.all():
            rows.setdefault(line.product_id, Row(line.product)).shipped += line.quantity
    for one in standing:
        if one.is_reservation and not one.is_shipped:
            left = _left(one, [other for other in shipments if other.taken_from_id == one.pk])
            kept.append(Kept(one, left, is_waited_for and one.day < today))
            for product, quantity in left:
                rows.setdefault(product.pk, Row(product)).reserved += quantity
    return Goods(list(rows.values()), kept, list(reversed(shipments)))


def left_of(reservation):
    """[(product, quantity)] of a reservation that no standing shipment took."""
    return _left(reservation, list(reservation.shipments.standing().prefetch_related("lines")))


def check_goods(deal, one, goods, beyond):
    """Refuse what cannot be: products of another deal, figures that are none, more than sold unless `beyond`."""
    others = [known for known in deal.deliveries.standing().for_panel() if known.pk != one.pk]
    rows = {row.product.pk: row for row in goods_of(deal, others).rows}
    own = _taken_by_product(one.shipments.standing().prefetch_related("lines")) if one.pk else {}
    for product in _forgotten(one, goods, own):
        raise DeliveryRefused("goods", "less than shipped", product=product, busy=own[product.pk])
    for product, quantity in goods.items():
        if not 0 < quantity < LARGEST or quantity % _SMALLEST:
            raise DeliveryRefused("goods", "wrong", product=product)
        row = rows.get(product.pk)
        if row is None and product.pk not in own:
            raise DeliveryRefused("goods", "not of the deal", product=product)
        row, taken = row or Row(product), own.get(product.pk, NOTHING)
        if quantity < taken:
            raise DeliveryRefused("goods", "less than shipped", product=product, busy=taken)
        busy = row.shipped + (row.reserved if one.is_reservation else 0)
        if busy + quantity - taken > row.sold and not beyond:
            over = busy + quantity - taken - row.sold
            why = "more than sold" if one.is_reservation else "more shipped than sold"
            raise DeliveryRefused("goods", why, product=product, sold=row.sold, busy=busy, over=over)


def _lines_of(deal):
    if "lines" in getattr(deal, "_prefetched_objects_cache", {}):
        return deal.lines.all()
    return deal.lines.select_related("product")


def _forgotten(one, goods, own):
    """What was taken from a reservation already, and is left out of its new terms."""
    return [line.product for line in one.lines.all() if line.product_id in own and line.product not in goods] if own else []


def _left(reservation, shipments):
    taken = _taken_by_product(shipments)
    lines = [(line.product, line.quantity - taken.get(line.product_id, NOTHING)) for line in reservation.lines.all()]
    return [(product, quantity) for product, quantity in lines if quantity > 0]


def _taken_by_product(shipments):
    taken = defaultdict(Decimal)
    for one in shipments:
        for line in one.lines.all():
            taken[line.product_id] += line.quantity
    return taken
