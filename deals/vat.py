"""How much of a price is VAT: exact to the cent, half up, line by line, so that a column adds up to its total."""

from dataclasses import dataclass
from decimal import Decimal

from .models.product import to_cents

_company = {"adds": lambda: False}


@dataclass(frozen=True)
class Sums:
    """`net` without VAT, `vat`, `total` to be paid."""

    net: Decimal
    vat: Decimal
    total: Decimal


def company_adds(question):
    """An app above says whether the company adds the VAT to its prices: `question()` is asked where it matters."""
    _company["adds"] = question


def split(value, rate, is_added):
    """The sums of a line worth `value`: its price holds the VAT unless it `is_added`."""
    if is_added:
        vat = to_cents(value * rate / 100)
        return Sums(value, vat, value + vat)
    vat = to_cents(value * rate / (100 + rate))
    return Sums(value - vat, vat, value)


def total_of(parts):
    nothing = Decimal(0)
    return Sums(
        sum((one.net for one in parts), nothing), sum((one.vat for one in parts), nothing), sum((one.total for one in parts), nothing)
    )


def of_lines(lines):
    """The sums of the lines of a deal as the company sells, and whether the VAT comes on top; None where no line has any."""
    if not any(line.vat and line.total for line in lines):
        return None, False
    is_added = _company["adds"]()
    return total_of([split(line.total or Decimal(0), line.vat or Decimal(0), is_added) for line in lines]), is_added
