"""The vocabulary of the rights matrix: kinds of record, actions, scopes, yes/no rights, and the ready roles."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scope(models.TextChoices):
    NONE = "none", pgettext_lazy("whose records", "nobody's")
    OWN = "own", pgettext_lazy("whose records", "own")
    DEPARTMENT = "department", pgettext_lazy("whose records", "department's")
    BELOW = "below", pgettext_lazy("whose records", "department's and below")
    ALL = "all", pgettext_lazy("whose records", "all")

    @property
    def width(self):
        return list(Scope).index(self)


KINDS = {
    "lead": _("Leads"),
    "deal": _("Deals"),
    "contact": _("Contacts"),
    "company": _("Companies"),
    "task": _("Tasks"),
    "call": _("Calls"),
    "document": _("Documents"),
    "report": _("Reports"),
    "regulation": _("Handbook"),
    "export": _("Exports"),
    "settings": _("Settings"),
}

ACTIONS = {
    "see": pgettext_lazy("what one may do", "See"),
    "create": pgettext_lazy("what one may do", "Create"),
    "edit": pgettext_lazy("what one may do", "Edit"),
    "delete": pgettext_lazy("what one may do", "Delete"),
    "export": pgettext_lazy("what one may do", "Export"),
}

RIGHTS = {
    "reassign": _("Give records to another person"),
    "bulk": _("Change many records at once"),
    "export": _("Save lists to a file"),
    "see_contacts": _("See phones and e-mails"),
    "listen": _("Listen to recordings"),
    "see_money": _("See sums"),
    "move_back": _("Move a card back, with a reason"),
    "confirm_win": _("Confirm a win"),
    "configure": _("Configure funnels, fields and people"),
}

ROBOT = "automation"
"""Code of the role of the row that automation acts as: its rights are set as any role's, but nobody is given it."""

CARDS = ("lead", "deal", "contact", "company", "task", "call", "document")


def matrix(cards, deleted="none", report="own", settings="none", regulation="none", cards_export="none"):
    """A whole matrix: `cards` for see/create/edit of the records of work, the rest by name."""
    rows = {kind: {"see": cards, "create": cards, "edit": cards, "delete": deleted, "export": cards_export} for kind in CARDS}
    nothing = dict.fromkeys(ACTIONS, "none")
    rows["report"] = nothing | {"see": report, "export": report if cards_export != "none" else "none"}
    rows["regulation"] = nothing | {"see": "all", "create": regulation, "edit": regulation}
    rows["export"] = nothing | {"see": cards_export, "create": cards_export}
    rows["settings"] = nothing | {"see": settings, "edit": settings}
    return rows


def _trainee():
    return matrix("own")


def _auditor():
    rows = matrix("all", report="all", settings="none")
    for row in rows.values():
        row.update(create="none", edit="none", delete="none", export="none")
    rows["settings"]["see"] = "all"
    return rows


READY_ROLES = {
    "manager": (_("Sales manager"), matrix("own"), ["see_contacts", "listen", "see_money"]),
    "head": (
        _("Head of department"),
        matrix("below", deleted="below", report="below", cards_export="below"),
        ["reassign", "bulk", "export", "see_contacts", "listen", "see_money", "move_back", "confirm_win"],
    ),
    "administrator": (
        _("Administrator"),
        matrix("all", deleted="all", report="all", settings="all", regulation="all", cards_export="all"),
        list(RIGHTS),
    ),
    "trainee": (_("Trainee"), _trainee(), ["see_contacts", "see_money"]),
    "auditor": (_("Auditor"), _auditor(), ["see_contacts", "listen", "see_money"]),
}
