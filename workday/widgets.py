"""What the day offers for a desk of one's own."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.dashboard import widget
from crm_project.lib.page_mode import token_of

from .department_page import DepartmentPage, departments_for
from .my_day import birthdays_of, new_leads, state_of
from .permissions import leads_a_department


def _day(request):
    return render_to_string("workday/my_day/_head.html", {"state": state_of(request.user), "csrf_token": token_of(request)})


def _debts(request):
    state = state_of(request.user)
    return render_to_string("workday/my_day/_debts.html", {"state": state}) if state["debts"] or state["elsewhere"] else ""


def _team(request):
    """One's own department, else the first one looks at, live."""
    known = sorted(departments_for(request.user), key=lambda one: one.pk != request.user.department_id)
    department = next(iter(known), None)
    if department is None:
        return ""
    page = DepartmentPage(department, timezone.localdate(clock.now()), request.user)
    lines = page.lines()
    return render_to_string("workday/widgets/_team.html", {"page": page, "lines": lines}) if lines else ""


def _leads(request):
    leads = new_leads(request.user)
    return render_to_string("workday/my_day/_leads.html", {"leads": leads, "csrf_token": token_of(request)}) if leads["count"] else ""


def _birthdays(request):
    birthdays = birthdays_of(request.user)
    return render_to_string("workday/my_day/_birthdays.html", {"birthdays": birthdays}) if birthdays else ""


widget("day", _("Closing of the day"), "sun", _day, position=10, is_wide=True)
widget("team", _("The department’s day"), "users", _team, right=leads_a_department, position=15)
widget("debts", _("Put right"), "alert-triangle", _debts, position=30)
widget("leads", _("New leads"), "inbox", _leads, right=("lead", "create"), position=40)
widget("birthdays", _("Birthdays"), "cake", _birthdays, right=("contact", "see"), position=80, is_usual=False)
