from datetime import date

from django.http import Http404
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.htmx import page_or_fragment

from ..calendar import SPANS, Calendar
from ..due import today
from ..filters import TaskFilter
from ..models import Task
from .listing import query_without, views_of


@right("task", "see")
@require_GET
def calendar(request, span, day=None):
    """The same tasks as the list, by month, week or day."""
    if span not in SPANS:
        raise Http404
    visible = Task.objects.visible_to(request.user)
    chosen = TaskFilter(request.GET, queryset=visible, request=request)
    shown = Calendar(span, day or today(), chosen.found().kept(), request.user)
    context = {"calendar": shown, "filter": chosen, "query": query_without(request), "views": views_of(request, visible)}
    return page_or_fragment(request, "tasks/calendar.html", "tasks/calendar/_sheet.html", context)


def day_named(text):
    """A date in an address; dates nobody plans for do not exist."""
    day = date.fromisoformat(text)
    if not clock.is_valid_date(day) or day.year in (1900, 2100):
        raise ValueError(text)
    return day
