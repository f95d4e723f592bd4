"""A page of widgets that a person puts together; each is read by itself, so that a slow or broken one holds up no other."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from crm_project.lib import dashboard
from crm_project.lib.htmx import page_or_fragment
from crm_project.lib.own_menu import moved

from ..forms.desk import DeskForm
from ..own_menu import arrange, forget_desk
from ..rights import right
from .own_menu import STEPS


@right(any_signed_in=True)
@require_safe
def desk(request):
    """Each widget is fetched by the page; `?whole` reads all of them at once, for a browser without scripts."""
    cells = dashboard.desk_of(request.user)
    if "whole" in request.GET:
        return render(request, "accounts/desk/whole.html", {"cells": [(cell, cell.widget.render(request)) for cell in cells]})
    return render(request, "accounts/desk.html", {"cells": cells})


@right(any_signed_in=True)
@require_GET
def widget(request, key):
    """One widget as it is now; without scripts, as a page of its own."""
    found = dashboard.widget_of(key, request.user)
    if found is None:
        raise Http404
    context = {"widget": found, "html": found.render(request)}
    return page_or_fragment(request, "accounts/desk/page.html", "accounts/desk/_widget.html", context)


@right(any_signed_in=True)
@require_http_methods(["GET", "HEAD", "POST"])
def arrangement(request):
    """Which widgets, in what order, how wide."""
    form = DeskForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        arrange(request.user, by=request.user, desk=form.desk())
        messages.success(request, _("Saved"))
        return redirect("desk:desk")
    return render(request, "accounts/desk/arrangement.html", {"form": form}, status=422 if form.is_bound else 200)


@right(any_signed_in=True)
@require_POST
def place_widget(request, key, way):
    """One widget a place higher or lower; what else was changed on the page is kept with it."""
    form = DeskForm(request.POST, user=request.user)
    if way not in STEPS or not form.is_valid() or key not in form.order_told:
        raise Http404
    arrange(request.user, by=request.user, desk=form.desk(moved(form.order_told, key, STEPS[way])))
    return redirect("desk:arrangement")


@right(any_signed_in=True)
@require_POST
def usual_desk(request):
    """The desk as it was before anything was arranged."""
    forget_desk(request.user, by=request.user)
    messages.success(request, _("The desk is as it was at first"))
    return redirect("desk:desk")
