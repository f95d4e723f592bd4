"""Which columns a list of clients shows and in what order its rows stand: part of its address, so of a saved view too."""

from django.utils.translation import gettext_lazy as _

from crm_project.lib.refusals import BadParameters
from fields import lists, querying
from fields.reading import names_own

COLUMNS = {
    "link": _("Contact or company"),
    "phone": _("Phone"),
    "segments": _("Segments"),
    "source": _("Source"),
    "touched": _("Last contact"),
    "created": _("Added"),
    "deals": _("Open deals"),
    "paid": _("Won in all"),
    "owner": _("Owner"),
}
USUAL = ("link", "phone", "source", "touched", "deals", "paid", "owner")
ORDERS = {
    "-touched": ("-touched_at", "-pk"),
    "touched": ("touched_at", "pk"),
    "-created": ("-pk",),
    "created": ("pk",),
}
_RIGHTS = {"phone": "see_contacts", "paid": "see_money"}


def columns_of(kind, query, user):
    return lists.columns_of(kind, COLUMNS, USUAL, _RIGHTS, query=query, user=user)


def is_grouped(query):
    return query.get("by") == "owner"


def in_order(clients, columns, query):
    """(clients, order): the order asked for, else the latest dealt with first; within their owners when they are grouped."""
    asked = query.get("sort", "")
    order = ORDERS.get(asked, ORDERS["-touched"])
    if names_own(asked.lstrip("-")):
        field = columns.orders_by(asked.lstrip("-"))
        if field is None:
            raise BadParameters
        clients, order = querying.in_order_of(clients, field, asked.startswith("-"))
    return clients, ("holder", *order) if is_grouped(query) else order
