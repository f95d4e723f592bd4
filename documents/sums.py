"""What products cost: exact to the cent, rounded half up line by line, so that the column adds up to the total."""

from decimal import Decimal

from deals.vat import split
from deals.vat import total_of as of_lines

__all__ = ["of_line", "of_lines"]


def of_line(line, adds_vat):
    """The sums of one line. Its price holds the VAT, unless the company adds it to prices."""
    return split(line.total or Decimal(0), line.vat or Decimal(0), adds_vat)
