"""The payments of a deal as they stand: exact to the cent, what came covers what was due first."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm_project.lib import clock

NOTHING = Decimal(0)


@dataclass
class Row:
    """An expected payment: its sum (None while a share has nothing to be of), how much of it came, how it stands."""

    expected: Any
    amount: Any
    came: Decimal
    is_paid: bool
    is_late: bool

    @property
    def left(self):
        return None if self.amount is None else self.amount - self.came

    @property
    def is_partly(self):
        return not self.is_paid and self.came > 0


@dataclass
class Schedule:
    """`came` in the currency of the deal; what came in another one stands in `others`, {currency: sum}."""

    rows: list
    received: list
    came: Decimal
    others: dict
    total: Any
    planned: Any

    @property
    def left(self):
        return None if self.total is None else self.total - self.came

    @property
    def overpaid(self):
        return -self.left

    @property
    def overplanned(self):
        return -self.unplanned

    @property
    def unplanned(self):
        """What of the deal's sum no expected payment speaks of; nothing while either is unknown."""
        return None if self.total is None or self.planned is None else self.total - self.planned


def schedule_of(deal, is_waited_for=True):
    """Of the rows as they are now; `is_waited_for` is False where nothing is late any more."""
    expected = list(deal.expected_payments.all())
    received = list(deal.payments.standing())
    came = sum((one.amount for one in received if one.currency == deal.currency), NOTHING)
    rows, rest, today = [], came, clock.local_today()
    for one, amount in zip(expected, worths(expected, deal.amount), strict=True):
        part = NOTHING if amount is None else min(rest, amount)
        rest -= part
        is_paid = amount is not None and part == amount
        rows.append(Row(one, amount, part, is_paid, is_waited_for and not is_paid and one.due_on < today))
    known = [row.amount for row in rows]
    planned = None if None in known else sum(known, NOTHING)
    return Schedule(rows, received, came, _others(received, deal.currency), deal.amount, planned)


def worths(expected, of):
    """Their sums, in order. Shares that make a hundred per cent add up to the whole: the last one bears the rounding."""
    sums = [one.worth(of) for one in expected]
    shares = [place for place, one in enumerate(expected) if one.share is not None]
    if of is not None and len(shares) > 1 and sum(expected[place].share for place in shares) == 100:
        sums[shares[-1]] = of - sum(sums[place] for place in shares[:-1])
    return sums


def _others(received, currency):
    sums = {}
    for one in received:
        if one.currency != currency:
            sums[one.currency] = sums.get(one.currency, NOTHING) + one.amount
    return sums
