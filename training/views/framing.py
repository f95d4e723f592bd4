"""What every page of the section shares: its place in the menu and the views one may open."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ..permissions import may_assign, may_write_bank, sees_results


def framed(request, on):
    """The bar of the section: (name, label, address) of what this person may open; `on` is the open one."""
    user, views = request.user, [("mine", _("My tests"), "training:mine")]
    if sees_results(user):
        views.append(("results", _("Results"), "training:results"))
        views.append(("quadrant", _("Knows and does"), "training:quadrant"))
    if sees_results(user) or may_write_bank(user):
        views.append(("reviews", _("To read"), "training:reviews"))
    if may_write_bank(user):
        views += [("bank", _("Questions"), "training:bank"), ("tests", _("Tests"), "training:tests")]
    acts = {"may_assign": may_assign(user), "may_export": user.has_right("export")}
    return acts | {"menu": "regulations", "on": on, "views": [(name, label, reverse(address)) for name, label, address in views]}
