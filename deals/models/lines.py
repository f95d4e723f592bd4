from contextlib import contextmanager

from django.db import models, transaction
from django.db.models import Max

from ..refusals import CardIsClosed, EditConflict, LineIsGone, NotAllowed, OtherCurrency, SumTooLarge
from .product import DealLine

LARGEST_SUM = 10**13


class HasLines(models.Model):
    """What is sold in a deal: each act on a line is an act on the deal."""

    class Meta:
        abstract = True

    def add_line(self, product, *, by, **figures):
        """Take a product in, at its list price unless another is given."""
        figures.setdefault("vat", product.vat)
        with self._selling(by):
            self._agree_on_currency(product, figures)
            last = self.lines.aggregate(last=Max("position"))["last"]
            place = 0 if last is None else last + 1
            line = DealLine.objects.create(deal=self, product=product, position=place, **figures)
            self._lines_changed("line_added", line, by)
        return line

    def change_line(self, line, *, by, seen=None, **figures):
        """`seen` is the mark of the line as the person saw it: who edits what another one has changed is told."""
        with self._selling(by):
            present = self.lines.filter(pk=line.pk).first()
            if present is None:
                raise LineIsGone
            if seen and seen != present.mark:
                raise EditConflict(present)
            for name, value in figures.items():
                setattr(line, name, value)
            line.save(update_fields=list(figures))
            self._lines_changed("line_changed", line, by)

    def remove_line(self, line, *, by):
        with self._selling(by):
            gone, _tables = self.lines.filter(pk=line.pk).delete()
            if gone:
                self._lines_changed("line_removed", line, by)

    def place_line(self, line, number, *, by, seen=""):
        """Put a line at the n-th place, from 1: documents list them in this order. `seen` is the `order` the person saw."""
        with self._selling(by):
            self._prefetched_objects_cache = {}
            if seen and seen != self.order:
                raise EditConflict(self)
            lines = [one for one in self.lines.select_related("product") if one.pk != line.pk]
            before, number = self.order, min(max(number, 1), len(lines) + 1)
            lines.insert(number - 1, line)
            for place, one in enumerate(lines):
                one.position = place
            DealLine.objects.bulk_update(lines, ["position"])
            self._prefetched_objects_cache = {}
            if self.order != before:
                self._rename()
                self._write(["name", "search_text"])
                self.record("line_placed", by=by, product=line.product.name, number=number)

    def discount_lines(self, share, *, by):
        """At least this discount on every line; the sum of the deal follows where it was that of the lines. Part of the
        verbs, not a door of its own."""
        before = self.lines_total()
        lines = [line for line in self.lines.select_related("product") if line.discount < share]
        for line in lines:
            line.discount = share
        DealLine.objects.bulk_update(lines, ["discount"])
        self._prefetched_objects_cache = {}
        for line in lines:
            self._lines_changed("line_changed", line, by)
        if lines and self.amount is not None and self.amount == before:
            self.fill({"amount": self.lines_total()}, by=by)

    @property
    def order(self):
        """The lines as they stand: by it two who put them in order find out about each other."""
        return ",".join(str(line.pk) for line in self.lines.all())

    def lines_total(self):
        """The sum of the lines, or None while no line has a price."""
        totals = [line.total for line in self.lines.all() if line.total is not None]
        return sum(totals) if totals else None

    def take_sum_from_lines(self, *, by):
        """The deal is worth what its lines say."""
        total = self.lines_total()
        if total is not None and total >= LARGEST_SUM:
            raise SumTooLarge
        self._check_sale(by)
        self.change({"amount": total}, by=by)

    # -- steps ---------------------------------------------------------------

    @contextmanager
    def editing(self, by):
        """A transaction in which a person changes the parts of a deal: the row is held, the right is checked."""
        with transaction.atomic():
            self.hold()
            if by and not by.may("edit", self):
                raise NotAllowed
            yield

    @contextmanager
    def _selling(self, by):
        """What a closed deal sold is changed by those only who may open it again: reports and papers go by it."""
        with self.editing(by):
            self._check_sale(by)
            yield

    def _check_sale(self, by):
        if self.closed_at and by and not by.may_decide("move_back", self):
            raise CardIsClosed

    def _agree_on_currency(self, product, figures):
        """A deal that says no sum yet takes the currency of its first product; another's list price is not taken for ours."""
        if product.currency != self.currency and product.price is not None and figures.get("price") is None:
            if not self.speaks_of_no_sum:
                raise OtherCurrency(product)
            self.currency = product.currency
            self._write(["currency"])
        if figures.get("price") is None:
            figures["price"] = product.price

    @property
    def speaks_of_no_sum(self):
        """Neither a sum, nor lines, nor payments: its currency may still be any."""
        return self.amount is None and not self.lines.exists() and not self.expected_payments.exists() and not self.payments.exists()

    def _lines_changed(self, verb, line, by):
        self._rename()
        self._write(["name", "search_text"])
        self.record(verb, by=by, product=line.product.name, quantity=str(line.quantity), price=str(line.price or ""))
