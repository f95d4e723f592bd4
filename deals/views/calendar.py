from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib.htmx import page_or_fragment

from ..month import Month
from ..place import Place


@right("deal", "see")
@require_GET
def calendar(request):
    """The deals of a month by the day of their next task."""
    place = Place(request, "calendar")
    context = {"place": place, "month": Month(place, request.GET.get("month", ""))}
    return place.remember(page_or_fragment(request, "deals/calendar.html", "deals/calendar/_month.html", context))
