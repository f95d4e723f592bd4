"""Working week, holidays, and when the day is closed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_project.lib import clock, formats
from crm_project.lib.htmx import dialog, go_to

from ..forms.company import DayForm, HoursForm, WeekForm, YearForm
from ..holidays_ahead import keep_holidays
from ..models import Department, Schedule, WorkCalendar, Workspace
from ..rights import right
from ..russian_days import is_decreed
from ..schedule import Timetable
from ..schedule_changes import DayIsOver, set_day, set_hours, set_week
from ..year_view import months_of, week_in_force
from ..zone_names import name_of


@right("settings", "see")
@require_safe
def year(request):
    """The year at a glance, and the days that differ from the week."""
    calendar = get_object_or_404(WorkCalendar, is_default=True)
    today = clock.today(Workspace.current().zone)
    asked = YearForm(request.GET)
    shown = asked.cleaned_data["year"] if asked.is_valid() and asked.cleaned_data["year"] else today.year
    context = {
        "calendar": calendar,
        "year": shown,
        "today": today,
        "months": months_of(calendar, shown, today),
        "days": calendar.days.current().of_year(shown),
        "week_form": WeekForm(week=week_in_force(calendar, today)),
        "coming_week": calendar.weeks.coming(today),
        "decreed": is_decreed(shown),
        "may_edit": request.user.has_right("configure"),
    }
    return render(request, "accounts/calendar.html", context)


@right(flag="configure")
@require_POST
def week(request):
    calendar = get_object_or_404(WorkCalendar, is_default=True)
    form = WeekForm(request.POST, week=week_in_force(calendar, clock.today(Workspace.current().zone)))
    if not form.is_valid():
        messages.error(request, "; ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("accounts:calendar")
    row = set_week(calendar, form.week(), by=request.user)
    messages.success(request, _("Saved; the week holds from %s") % formats.day(row.effective_from))
    return redirect("accounts:calendar")


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def day(request):
    """One date that differs from the week, or no longer does."""
    calendar = get_object_or_404(WorkCalendar, is_default=True)
    asked = DayForm(request.GET)
    on = asked.cleaned_data["on"] if asked.is_valid() else None
    known = calendar.days.current().on(on)
    start = {"on": on, "kind": known.kind if known else "holiday", "title": known.title if known else ""}
    form = DayForm(request.POST if request.method == "POST" else None, initial=start)
    if not form.is_valid():
        return dialog(request, "accounts/calendar/_day.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        set_day(calendar, by=request.user, **form.cleaned_data)
    except DayIsOver:
        form.add_error("on", _("This day is closed already, or would be at once; a closed day can only be voided."))
        return dialog(request, "accounts/calendar/_day.html", {"form": form}, status=422)
    return go_to(request, f"{reverse('accounts:calendar')}?year={form.cleaned_data['on'].year}")


@right(flag="configure")
@require_POST
def holidays(request):
    """Load the public holidays once more: days set by hand stay."""
    calendar = get_object_or_404(WorkCalendar, is_default=True)
    asked = YearForm(request.POST)
    years = [asked.cleaned_data["year"]] if asked.is_valid() and asked.cleaned_data["year"] else None
    number = keep_holidays(calendar, Workspace.current().language, years)
    messages.success(request, ngettext("%(n)d day added", "%(n)d days added", number) % {"n": number})
    return redirect(f"{reverse('accounts:calendar')}?year={years[0]}" if years else "accounts:calendar")


@right("settings", "see")
@require_safe
def hours(request):
    """When the day is closed: for the company, and for departments that differ."""
    timetable, today = Timetable(), clock.today(Workspace.current().zone)
    coming = Schedule.objects.coming_by_department(today)
    context = {
        "company": _hours_of(timetable, Department(), today, coming),
        "rows": [_hours_of(timetable, department, today, coming) for department in Department.objects.live()],
        "may_edit": request.user.has_right("configure"),
    }
    return render(request, "accounts/hours.html", context)


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def edit_hours(request, pk=None):
    bearer = get_object_or_404(Department.objects.live(), pk=pk) if pk else None
    latest = Schedule.objects.of(bearer).first()
    names = ("closes_at", "zone", "calendar")
    form = HoursForm(request.POST if request.method == "POST" else None, initial={name: getattr(latest, name, None) for name in names})
    if not form.is_valid():
        return dialog(request, "accounts/hours/_dialog.html", {"form": form, "department": bearer}, status=422 if form.is_bound else 200)
    row = set_hours(bearer, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved; it takes effect from %s") % formats.day(row.effective_from))
    return go_to(request, reverse("accounts:hours"))


def _hours_of(timetable, department, day, coming):
    """Hour and zone of a date, and the row that will be in force later, if any; without a pk it is the company."""
    return {
        "department": department,
        "closes_at": timetable.department_closing(department, day),
        "zone": name_of(timetable.department_zone(department, day).key),
        "coming": coming.get(department.pk),
    }
