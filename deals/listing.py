"""The list of deals: grouped by stage as the board has them, or one row after another in any order."""

from functools import cached_property

from django.db.models import DecimalField, Value
from django.db.models.functions import Coalesce

from crm_project.lib import keyset
from crm_project.lib.refusals import BadParameters
from fields import querying

from .board import Board
from .decorators import decorated

ROWS = 50
ORDERS = {
    "name": ("name", "pk"),
    "stage": ("stage__position", "pk"),
    "age": ("stage_entered_at", "pk"),
    "task": ("next_task_due", "pk"),
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
        name = asked.lstrip("-")
        if asked and name not in ORDERS and not self.place.columns.orders_by(name):
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
        groups = [group for group in self.board.columns if group.count]
        self.place.columns.read([deal for group in groups for deal in group.cards])
        return groups

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
        deals, order = self._ordered()
        rows, mark = keyset.page(deals.for_list(), order, self.place.asked.get("after", ""), ROWS)
        return self.place.columns.read(decorated(rows, self.user)), mark

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
        """(deals, order)"""
        field = self.place.columns.orders_by(self.sort.lstrip("-"))
        if field:
            return querying.in_order_of(self.place.filters.found, field, self.sort.startswith("-"))
        return self._in_usual_order(self.place.filters.found), self.order

    def _in_usual_order(self, deals):
        name = self.sort.lstrip("-")
        if name == "amount":
            worth = Coalesce("amount", Value(-1), output_field=DecimalField(max_digits=15, decimal_places=2))
            return deals.annotate(worth=worth)
        if name == "owner":
            return deals.annotate(owner_name=Coalesce("owner__last_name", Value("")))
        return deals.closed() if name == "closed" else deals
