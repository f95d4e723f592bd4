"""Which columns a list of clients shows and in what order its rows stand: part of its address, so of a saved view too."""

from django.utils.translation import gettext_lazy as _

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


def shown(query, user):
    """Codes of the columns in force, in the order of the table; those the person may not see are never among them."""
    asked = [code for code in query.getlist("cols") if code in COLUMNS] or USUAL
    return [code for code in COLUMNS if code in asked and may_see(code, user)]


def offered(user):
    return [(code, label) for code, label in COLUMNS.items() if may_see(code, user)]


def may_see(code, user):
    return code not in _RIGHTS or user.has_right(_RIGHTS[code])


def order(query):
    """The order asked for, else the latest dealt with first."""
    return ORDERS.get(query.get("sort", ""), ORDERS["-touched"])
