"""What the roll-out guide sees of the day."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from crm_project.lib import clock
from crm_project.lib.rollout_checks import check, trial

from .models import DepartmentDay
from .rules import CODES
from .settings_in_force import SettingsInForce


def _rules():
    on = SettingsInForce().codes(None, clock.today(Workspace.current().zone))
    return bool(on), _("{n} of {all}").format(n=len(on), all=len(CODES))


def _closed():
    last = DepartmentDay.objects.filter(state=DepartmentDay.State.PUBLISHED).select_related("department").order_by("-published_at").first()
    return (last.published_at, last.department.name) if last else (None, _("It closes by itself at the end of the working day."))


check("rules", "settings", gettext_lazy("The rules of the day are on"), _rules, "workday:rules", position=50)
trial(
    "day",
    gettext_lazy("The close of the day"),
    gettext_lazy("At the end of the day the rules are judged."),
    _closed,
    "workday:rules",
    position=50,
)
