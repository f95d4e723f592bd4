"""What a person arranges in the frame of every page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm_project.lib import own_menu as menu
from crm_project.lib.htmx import dialog, go_to

from ..forms.own_menu import LinkForm, MenuForm
from ..own_menu import TooManyLinks, add_link, arrange, drop_link, forget
from ..rights import right

STEPS = {"up": -1, "down": 1}


@right(any_signed_in=True)
@require_http_methods(["GET", "HEAD", "POST"])
def own_menu(request):
    """The order of the menu, what is hidden, where one begins."""
    wishes = menu.wishes_of(request.user)
    form = MenuForm(request.POST if request.method == "POST" else None, user=request.user, initial={"start": wishes.get("start", "")})
    if form.is_valid():
        arrange(request.user, by=request.user, **form.wishes())
        messages.success(request, _("Saved"))
        return redirect("accounts:own_menu")
    context = {"form": form, "hidden": wishes.get("hidden", ()), "always": menu.ALWAYS, "links": menu.links_of(request.user)}
    return render(request, "accounts/own_menu.html", context, status=422 if form.is_bound else 200)


@right(any_signed_in=True)
@require_POST
def place(request, key, way):
    """One entry a place higher or lower; what else was changed on the page is kept with it."""
    form = MenuForm(request.POST, user=request.user)
    if way not in STEPS or not form.is_valid() or key not in form.wishes()["order"]:
        raise Http404
    wishes = form.wishes()
    arrange(request.user, by=request.user, **wishes | {"order": menu.moved(wishes["order"], key, STEPS[way])})
    return redirect("accounts:own_menu")


@right(any_signed_in=True)
@require_POST
def usual(request):
    """The menu as everybody has it."""
    forget(request.user, by=request.user)
    messages.success(request, _("The menu is as everybody has it"))
    return redirect("accounts:own_menu")


@right(any_signed_in=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request):
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_link(request.user, form.cleaned_data["label"], form.cleaned_data["url"], by=request.user)
        except TooManyLinks:
            form.add_error(None, _("There is room for ten links: remove one first."))
        else:
            messages.success(request, _("The link stands in the menu"))
            return go_to(request, "/me/menu/")
    return dialog(request, "accounts/own_menu/_link.html", {"form": form}, status=422 if form.is_bound else 200)


@right(any_signed_in=True)
@require_POST
def remove_link(request, key):
    """Twice is the same as once."""
    if gone := drop_link(request.user, key, by=request.user):
        messages.success(request, _("Removed: %(name)s") % {"name": gone["label"]})
    return redirect("accounts:own_menu")
