from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.rights import right

from ..place import Place


@right("deal", "see")
@require_GET
def conditions(request):
    """The form of the conditions, asked for when somebody wants to narrow the list."""
    place = Place(request, "list", is_panel=True)
    return render(request, "deals/bar/_filter.html", {"place": place, "filters": place.filters, "on": request.GET.get("on", "board")})
