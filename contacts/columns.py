"""Which columns a list of clients shows and in what order its rows stand: part of its address, so of a saved view too."""

from django.utils.translation import gettext_lazy as _

from crm_project.lib.columns import Columns

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


def columns_of(query, user):
    return Columns(COLUMNS, USUAL, _RIGHTS, query=query, user=user)


def is_grouped(query):
    return query.get("by") == "owner"


def order(query):
    """The order asked for, else the latest dealt with first; within their owners when they are grouped."""
    asked = ORDERS.get(query.get("sort", ""), ORDERS["-touched"])
    return ("holder", *asked) if is_grouped(query) else asked
