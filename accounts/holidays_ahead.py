"""Public holidays of this year and the next, put into every calendar that follows a country; what was edited stays edited."""

from zoneinfo import ZoneInfo

from crm_project.lib import clock

from .models import CalendarDay, WorkCalendar, Workspace
from .russian_days import exceptions_of


def keep_holidays(calendar, language, years=None):
    """Add the days nobody has ever set, one statement; tells how many."""
    today = clock.today(ZoneInfo(Workspace.current().zone))
    added = 0
    for year in (today.year, today.year + 1) if years is None else years:
        known = set(calendar.days.of_year(year).values_list("on", flat=True))
        rows = [
            CalendarDay(calendar=calendar, on=on, kind=kind, title=title, known_from=clock.now())
            for on, kind, title in exceptions_of(year, language)
            if on not in known
        ]
        added += len(CalendarDay.objects.bulk_create(rows, ignore_conflicts=True))
    return added


def keep_all():
    """Every calendar that follows a country learns this year and the next, once; taking a day out is remembered too."""
    workspace = Workspace.current()
    this_year = clock.today(ZoneInfo(workspace.zone)).year
    for calendar in WorkCalendar.objects.filter(follows="RU"):
        missing = [year for year in (this_year, this_year + 1) if not calendar.days.of_year(year).exists()]
        keep_holidays(calendar, workspace.language, missing)
