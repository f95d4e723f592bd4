from contextlib import contextmanager

from django.db import models, transaction

from ..refusals import NotAllowed
from .product import DealLine


class HasLines(models.Model):
    """What is sold in a deal: each act on a line is an act on the deal."""

    class Meta:
        abstract = True

    def add_line(self, product, *, by, **figures):
        """Take a product in, at its list price unless another is given."""
        figures.setdefault("vat", product.vat)
        if figures.get("price") is None:
            figures["price"] = product.price
        with self.editing(by):
            line = DealLine.objects.create(deal=self, product=product, position=self.lines.count(), **figures)
            self._lines_changed("line_added", line, by)
        return line

    def change_line(self, line, *, by, **figures):
        with self.editing(by):
            for name, value in figures.items():
                setattr(line, name, value)
            line.save(update_fields=list(figures))
            self._lines_changed("line_changed", line, by)

    def remove_line(self, line, *, by):
        with self.editing(by):
            line.delete()
            self._lines_changed("line_removed", line, by)

    def lines_total(self):
        """The sum of the lines, or None while no line has a price."""
        totals = [line.total for line in self.lines.all() if line.total is not None]
        return sum(totals) if totals else None

    def take_sum_from_lines(self, *, by):
        """The deal is worth what its lines say."""
        self.change({"amount": self.lines_total()}, by=by)

    # -- steps ---------------------------------------------------------------

    @contextmanager
    def editing(self, by):
        """A transaction in which a person changes the parts of a deal: the row is held, the right is checked."""
        with transaction.atomic():
            self.hold()
            if by and not by.may("edit", self):
                raise NotAllowed
            yield

    def _lines_changed(self, verb, line, by):
        self._rename()
        self._write(["name", "search_text"])
        self.record(verb, by=by, product=line.product.name, quantity=str(line.quantity), price=str(line.price or ""))
