from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import SavedView
from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused

from ..forms import ViewForm
from ..place import Place
from ..saved_views import ALREADY, keep_view, views_of


@right("deal", "see")
@require_GET
def views(request):
    """The views above the board with their counts: they come after the page, so that it does not wait for them."""
    place = Place(request, "list")
    return render(request, "deals/bar/_views.html", {"place": place, "views": views_of(place, request.GET.get("on", "board"))})


@right("deal", "see")
@require_GET
def conditions(request):
    """The form of the conditions, asked for when somebody wants to narrow the list."""
    place = Place(request, "list")
    return render(request, "deals/bar/_filter.html", {"place": place, "filters": place.filters, "on": request.GET.get("on", "board")})


@right("deal", "see")
@require_http_methods(["GET", "POST"])
def save(request):
    """Keep the present conditions under a name, for oneself or for the department."""
    place = Place(request, "list")
    form = ViewForm(request.POST or None)
    if not form.is_valid():
        return dialog(request, "deals/views/save.html", {"form": form, "place": place}, status=422 if form.is_bound else 200)
    view = keep_view(place, form.cleaned_data["name"], is_shared=form.cleaned_data["is_shared"])
    if view is ALREADY:
        form.add_error("name", _("You already have a view of this name."))
        return dialog(request, "deals/views/save.html", {"form": form, "place": place}, status=422)
    return done(request, toast=_("The view is saved"), events=("views:changed",), back="deals:board")


@right("deal", "see")
@require_POST
def remove(request, pk):
    """Only one's own view."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    if view.owner_id != request.user.pk:
        return refused(request, toast=_("This view belongs to a colleague."), back="deals:board")
    view.delete()
    return done(request, toast=_("The view is removed"), events=("views:changed",), back="deals:board")
