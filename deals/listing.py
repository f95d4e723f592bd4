"""The list of deals: grouped by stage as the board has them, or one row after another in any order."""

from functools import cached_property

from django.db.models import DecimalField, Value
from django.db.models.functions import Coalesce

from crm_project.lib import keyset
from crm_project.lib.refusals import BadParameters

from .board import Board
from .decorators import decorated

ROWS = 50
ORDERS = {
    "name": ("name", "pk"),
    "stage": ("stage__position", "pk"),
    "age": ("stage_entered_at", "pk"),
    "amount": ("worth", "pk"),
    "owner": ("owner_name", "pk"),
    "created": ("created_at", "pk"),
    "closed": ("closed_at", "pk"),
}


class Listing:
    """A page of the list under the conditions of a Place."""

    def __init__(self, place):
        self.place, self.user = place, place.user

    @property
    def sort(self):
        asked = self.place.asked.get("sort", "")
        if asked.lstrip("-") not in ORDERS and asked:
            raise BadParameters
        return asked

    @property
    def is_grouped(self):
        """As the board, unless an order or a state is asked for that the board does not know."""
        return bool(self.place.funnel) and self.place.state == "open" and not self.sort and self.place.asked.get("flat") is None

    @cached_property
    def board(self):
        return Board(self.user, self.place.funnel, self.place.filters)

    @property
    def groups(self):
        return [group for group in self.board.columns if group.count]

    @property
    def overall(self):
        return self.board.overall

    @property
    def more_url(self):
        """The next page, or nothing on the last."""
        return f"?{self.place.query}&after={self.mark}" if self.mark else ""

    @cached_property
    def page(self):
        """(rows, mark of the next page)"""
        rows, mark = keyset.page(self._ordered().for_list(), self.order, self.place.asked.get("after", ""), ROWS)
        return decorated(rows, self.user), mark

    @property
    def rows(self):
        return self.page[0]

    @property
    def mark(self):
        return self.page[1]

    @property
    def order(self):
        name = self.sort or "-created"
        if name.lstrip("-") == "amount" and not self.place.sees_money:
            raise BadParameters
        turned = name.startswith("-")
        return tuple(f"-{path}" if turned else path for path in ORDERS[name.lstrip("-")])

    def _ordered(self):
        deals = self.place.filters.found
        name = self.sort.lstrip("-")
        if name == "amount":
            worth = Coalesce("amount", Value(-1), output_field=DecimalField(max_digits=15, decimal_places=2))
            return deals.annotate(worth=worth)
        if name == "owner":
            return deals.annotate(owner_name=Coalesce("owner__last_name", Value("")))
        return deals.closed() if name == "closed" else deals
