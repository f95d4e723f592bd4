"""What the roll-out guide sees of people and mail."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm_project.lib.rollout_checks import check, trial
from outbox.models import Parcel

from .mail import is_configured
from .models import User
from .steps import has_colleagues, hours_are_set


def _colleagues():
    people = User.objects.active().people().count()
    return has_colleagues(None), ngettext("{n} person has access", "{n} people have access", people).format(n=people)


def _letter():
    at = Parcel.objects.last_done("mail")
    if is_configured():
        return at, ""
    return None, _("No mail server is set: letters lie as files in the data folder.")


check("colleagues", "settings", gettext_lazy("Colleagues are invited"), _colleagues, "accounts:invite", position=10)
check("hours", "preparation", gettext_lazy("The end of the day is set"), lambda: (hours_are_set(None), ""), "accounts:hours", position=20)
trial(
    "mail",
    gettext_lazy("A letter"),
    gettext_lazy("Invite a colleague: the invitation goes by mail."),
    _letter,
    "accounts:invite",
    position=20,
)
