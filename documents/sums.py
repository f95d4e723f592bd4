"""What products cost: exact to the cent, rounded half up line by line, so that the column adds up to the total."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Sums:
    """`net` without VAT, `vat`, `total` to be paid."""

    net: Decimal
    vat: Decimal
    total: Decimal


def of_line(line, adds_vat):
    """The sums of one line. Its price holds the VAT, unless the company adds it to prices."""
    value, rate = line.total or Decimal(0), line.vat or Decimal(0)
    if adds_vat:
        vat = _round(value * rate / 100)
        return Sums(value, vat, value + vat)
    vat = _round(value * rate / (100 + rate))
    return Sums(value - vat, vat, value)


def of_lines(sums):
    return Sums(
        sum((one.net for one in sums), Decimal(0)), sum((one.vat for one in sums), Decimal(0)), sum((one.total for one in sums), Decimal(0))
    )


def _round(value):
    return value.quantize(CENT, ROUND_HALF_UP)
