from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm_project.lib.htmx import dialog, done, refused

from ..forms.saved_views import ViewForm
from ..models import SavedView
from ..models.saved_view import MayNotShare, NameTaken, NotShared
from ..rights import right
from ..saved_pages import page_of


@right(any_signed_in=True)
@require_GET
def views(request, page):
    """The views above a list, with their counts: they come after the page, so that it does not wait for them."""
    found = page_of(page, request.user)
    saved = SavedView.objects.visible_to(request.user).of_page(page).select_related("owner")
    shared = _in_order(request, page, found)
    context = {
        "page": page,
        "views": found.views(request, saved),
        "query": request.GET.urlencode(),
        "user": request.user,
        "has_shared": shared.of_others(request.user).exists(),
    }
    return render(request, "accounts/views/_views.html", context)


@right(any_signed_in=True)
@require_http_methods(["GET", "POST"])
def save(request, page):
    """Keep the present conditions under a name, for oneself or for a department one leads."""
    found = page_of(page, request.user)
    form = ViewForm(request.POST if request.method == "POST" else None, user=request.user, kind=found.right[0])
    context = {"form": form, "words": found.words(request)}
    if not form.is_valid():
        return dialog(request, "accounts/views/save.html", context, status=422 if form.is_bound else 200)
    told = {"shared_with": form.cleaned_data.get("shared_with"), "kind": found.right[0]}
    try:
        SavedView.keep(page, form.cleaned_data["name"], found.now(request.GET), by=request.user, **told)
    except NameTaken:
        form.add_error("name", _("You already have a view of this name."))
        return dialog(request, "accounts/views/save.html", context, status=422)
    return done(request, toast=_("The view is saved"), events=("views:changed",), back=reverse(found.url_name))


@right(any_signed_in=True)
@require_GET
def shared(request, page):
    """What colleagues share in the departments in which one says so."""
    found = page_of(page, request.user)
    context = {"page": page, "shared": _in_order(request, page, found).of_others(request.user)}
    return dialog(request, "accounts/views/shared.html", context)


@right(any_signed_in=True)
@require_POST
def unshare(request, page, pk):
    """Take a view from the department; its author keeps it and is told."""
    found = page_of(page, request.user)
    view = get_object_or_404(_in_order(request, page, found), pk=pk)
    try:
        view.unshare(by=request.user, kind=found.right[0])
    except (MayNotShare, NotShared):
        return refused(request, toast=_("This view is not shared any more."), back=reverse(found.url_name))
    return done(request, toast=_("Only its author sees the view now"), events=("views:changed",), back=reverse(found.url_name))


@right(any_signed_in=True)
@require_POST
def remove(request, page, pk):
    """Only one's own view."""
    found = page_of(page, request.user)
    view = get_object_or_404(SavedView.objects.visible_to(request.user).of_page(page), pk=pk)
    try:
        view.remove(by=request.user)
    except MayNotShare:
        return refused(request, toast=_("This view belongs to a colleague."), back=reverse(found.url_name))
    return done(request, toast=_("The view is removed"), events=("views:changed",), back=reverse(found.url_name))


def _in_order(request, page, found):
    return SavedView.objects.of_page(page).kept_in_order_by(request.user, found.right[0])
