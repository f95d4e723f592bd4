from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import csv_export, xlsx
from crm_project.lib.htmx import wants_fragment
from crm_project.lib.refusals import BadParameters

from ..exporting import DealTable
from ..listing import Listing
from ..place import Place


@right("deal", "see")
@require_GET
def deals(request):
    """The deals as a table: by stage as the board has them, or in any order."""
    place = Place(request, "list")
    listing = Listing(place)
    context = {"place": place, "listing": listing}
    if wants_fragment(request) and request.GET.get("after"):
        return render(request, "deals/list/_more_rows.html", context)
    template = "deals/list/_list.html" if wants_fragment(request) else "deals/list.html"
    response = render(request, template, context)
    response.headers["Vary"] = "HX-Request, Cookie"
    return place.remember(response)


@right(flag="export")
@require_GET
def export(request):
    """The filtered list as a file. An invalid condition is refused: it must not widen what leaves the house."""
    place = Place(request, "list")
    if not request.user.may("export", "deal") or not place.filters.is_valid():
        raise BadParameters
    table = DealTable(place.filters.found.allowed(request.user, "export"), request.user, place.asked)
    table.note(place.query)
    write = csv_export.response if request.GET.get("as") == "csv" else xlsx.response
    return write("deals", table.head, table.rows())
