from datetime import timedelta

from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.rights import right
from crm_project.lib import clock, csv_export, xlsx
from crm_project.lib.htmx import dialog, done, wants_fragment
from crm_project.lib.refusals import BadParameters, TooManyRequests

from ..exporting import PER_HOUR, DealTable, exports_lately
from ..forms import GiveManyForm
from ..giving import give_each
from ..listing import Listing
from ..models import Deal
from ..permissions import may_give_many
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
    hour = timedelta(hours=1)
    if exports_lately(request.user, clock.now() - hour) >= PER_HOUR:
        raise TooManyRequests(hour.total_seconds())
    table = DealTable(place.filters.found, request.user)
    table.note(place.query)
    write = csv_export.response if request.GET.get("as") == "csv" else xlsx.response
    return write("deals", table.head, table.rows())


@right(flag="bulk")
@require_POST
def give_many(request):
    """The chosen deals go to another person, one by one: what is refused is told by name."""
    if not may_give_many(request.user):
        raise BadParameters
    form = GiveManyForm(request.POST, user=request.user)
    if not form.is_valid():
        is_first = "owner" not in request.POST
        if is_first:
            form = GiveManyForm(user=request.user, initial={"deal": form.ids})
        return dialog(request, "deals/list/give.html", {"form": form, "ids": form.ids}, status=200 if is_first else 422)
    chosen = Deal.objects.visible_to(request.user).live().in_bulk(form.cleaned_data["deal"]).values()
    given, refused = give_each(chosen, form.cleaned_data["owner"], by=request.user)
    if refused:
        return dialog(
            request, "deals/list/given.html", {"given": given, "refused": refused, "owner": form.cleaned_data["owner"]}, status=422
        )
    words = ngettext("{n} deal is now with {owner}", "{n} deals are now with {owner}", len(given))
    return done(request, toast=words.format(n=len(given), owner=form.cleaned_data["owner"]), events=("list:refresh",), back="deals:list")
