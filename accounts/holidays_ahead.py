"""Public holidays of this year and the next, put into every calendar that follows a country; what was edited stays edited."""

from zoneinfo import ZoneInfo

from crm_project.lib import clock

from .models import CalendarDay, WorkCalendar, Workspace
from .russian_days import exceptions_of


def keep_holidays(calendar, language, years=None):
    """Add the days nobody has ever set, one statement; tells how many."""
    today = clock.today(ZoneInfo(Workspace.current().zone))
    years = (today.year, today.year + 1) if years is None else years
    known = set(calendar.days.values_list("on", flat=True))
    rows = [
        CalendarDay(calendar=calendar, on=on, kind=kind, title=title, known_from=clock.now())
        for year in years
        for on, kind, title in exceptions_of(year, language)
        if on not in known
    ]
    return len(CalendarDay.objects.bulk_create(rows, ignore_conflicts=True))


def keep_all():
    """Every calendar that follows a country learns this year and the next, once; taking a day out is remembered too."""
    workspace = Workspace.current()
    this_year = clock.today(ZoneInfo(workspace.zone)).year
    for calendar in WorkCalendar.objects.filter(follows="RU"):
        known = set(calendar.days.values_list("on__year", flat=True).distinct().order_by())
        missing = {this_year, this_year + 1} - known
        keep_holidays(calendar, workspace.language, sorted(missing))
