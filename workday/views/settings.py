from datetime import timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Department
from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.htmx import dialog, done
from regulations.living.noting import noted

from ..control import in_force_since
from ..forms import RulesForm
from ..live import present_for
from ..permissions import asking_departments, may_set_rules
from ..refusals import BeginsTooEarly, ControlHasBegun
from ..rules import RULES
from ..setting_rules import ask_for_more, set_rules
from ..settings_in_force import SettingsInForce


@right("report", "see")
@require_GET
def rules(request):
    """The rules of the day, department by department."""
    settings, table, asking = SettingsInForce(), present_for(request.user).table, asking_departments()
    lines = []
    for department in Department.objects.live().select_related("head"):
        if may_set_rules(request.user, department):
            day = clock.now().astimezone(table.department_zone(department, clock.now().date())).date()
            setting = settings.of(department.pk, day)
            closes = table.department_closing(department, day)
            lines.append(
                {
                    "department": department,
                    "setting": setting,
                    "next": settings.of(department.pk, day + timedelta(days=1)),
                    "closes": closes,
                    "asks_for_more": department.pk in asking,
                    "words": [rule.short for rule in RULES if setting.is_on(rule.code)],
                }
            )
    if not lines:
        raise Http404
    context = {"lines": lines, "rules": RULES, "may_configure": request.user.has_right("configure")}
    return render(request, "workday/rules.html", context | {"is_asked_by_all": all(line["asks_for_more"] for line in lines)})


@right("report", "see")
@require_http_methods(["GET", "POST"])
def rule(request, pk):
    """What one department asks for: from its next day on."""
    department = get_object_or_404(Department.objects.live(), pk=pk)
    if not may_set_rules(request.user, department):
        raise Http404
    present = present_for(request.user)
    tomorrow = clock.now().astimezone(present.table.department_zone(department, clock.now().date())).date() + timedelta(days=1)
    held = SettingsInForce().of(department.pk, tomorrow)
    since, asks = in_force_since(department, tomorrow - timedelta(days=1)), pk in asking_departments()
    form = RulesForm(request.POST or None, instance=held, department=department, since=since, asks_for_more=asks)
    if request.method == "POST" and form.is_valid():
        try:
            with noted(request, "eod_rules"):
                set_rules(department, form.cleaned_data, from_day=tomorrow, by=request.user)
        except (ControlHasBegun, BeginsTooEarly) as refusal:
            form.refuse(refusal)
        else:
            return done(request, toast=_("The rules hold from tomorrow on"), events=("workday:changed",), back="workday:rules")
    context = {
        "form": form,
        "department": department,
        "tomorrow": tomorrow,
        "closes": present.table.department_closing(department, tomorrow),
    }
    context["may_configure"] = request.user.has_right("configure")
    return dialog(request, "workday/rules/edit.html", context, status=422 if form.errors else 200)


@right(flag="configure")
@require_POST
def more_control(request):
    """People of the whole company explain their breaches, or no longer do."""
    return _ask(request, None)


@right("report", "see")
@require_POST
def more_control_of(request, pk):
    """People of one department and those below explain their breaches, or no longer do."""
    department = get_object_or_404(Department.objects.live(), pk=pk)
    if not may_set_rules(request.user, department):
        raise Http404
    return _ask(request, department)


def _ask(request, department):
    ask_for_more(request.POST.get("on") == "yes", by=request.user, department=department)
    return done(request, toast=_("Saved"), events=("workday:changed",), back="workday:rules")
