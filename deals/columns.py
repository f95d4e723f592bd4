"""The columns of the list of deals."""

from django.utils.translation import gettext_lazy as _

from fields.lists import OwnColumns

COLUMNS = {
    "client": _("Contact"),
    "stage": _("Stage"),
    "age": _("In the stage"),
    "task": _("Next task"),
    "created": _("Created"),
    "closed": _("Closed"),
    "contract": _("Contract number"),
    "amount": _("Sum"),
    "owner": _("Owner"),
}
USUAL = ("client", "stage", "age", "task", "amount", "owner")
_RIGHTS = {"amount": "see_money"}


class DealColumns(OwnColumns):
    entity = "deal"

    def __init__(self, query, user):
        super().__init__(COLUMNS, USUAL, _RIGHTS, query=query, user=user)

    @property
    def before_sum(self):
        """How many stand between the name of a deal and its sum, for the head of a group."""
        return len([code for code in self.shown if code in COLUMNS and code not in ("amount", "owner")])
