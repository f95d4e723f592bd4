"""The names of deals: templates by stage, tried on a deal of one's own while they are typed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done
from regulations.living.noting import noted

from ..models import Funnel, Renaming
from ..name_forms import NamesForm, trial_of
from ..naming import meanings
from ..renaming import preview_of


@right(flag="configure")
@require_GET
def funnels(request):
    """Which funnel; with one there is nothing to choose."""
    found = list(Funnel.objects.for_deals())
    if len(found) == 1:
        return redirect("deals:names-of-funnel", found[0].pk)
    return render(request, "deals/names.html", {"funnels": found, "menu": "settings"})


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def names(request, pk):
    funnel = get_object_or_404(Funnel.objects.for_deals(), pk=pk)
    form = NamesForm(request.POST if request.method == "POST" else None, funnel=funnel)
    if form.is_valid():
        if form.cleaned_data["seen"] in (None, funnel.version):
            with noted(request, "naming"):
                funnel.change(form.values, by=request.user)
            messages.success(request, _("Names follow the new templates from the next edit or move on."))
            return redirect("deals:names-of-funnel", pk)
        form.add_error(None, _("Somebody changed the funnel in between: look at it again."))
    trial, offered = trial_of(funnel, request.user)
    context = {"form": form, "funnel": funnel, "trial": trial, "offered": offered, "tokens": meanings(funnel).items(), "menu": "settings"}
    context["run"] = Renaming.objects.latest_of(funnel)
    return render(request, "deals/names/funnel.html", context, status=422 if form.errors else 200)


@right(flag="configure")
@require_POST
def preview(request, pk):
    """The names by what is typed at this moment; nothing is kept."""
    funnel = get_object_or_404(Funnel.objects.for_deals(), pk=pk)
    form = NamesForm(request.POST, funnel=funnel)
    if not form.is_valid():
        return render(request, "deals/names/_preview.html", {"form": form}, status=422)
    chosen = request.POST.get("deal", "")
    trial, _offered = trial_of(form.tried(), request.user, int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None)
    return render(request, "deals/names/_preview.html", {"trial": trial})


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def rename_open(request, pk):
    """All open deals take the names of the templates that are kept: what would change is told first, then it goes on by itself."""
    funnel = get_object_or_404(Funnel.objects.for_deals(), pk=pk)
    if request.method == "GET":
        context = {
            "funnel": funnel,
            "preview": preview_of(funnel, request.user),
            "run": Renaming.objects.latest_of(funnel),
            "menu": "settings",
        }
        return dialog(request, "deals/names/rename.html", context)
    Renaming.begin(funnel, by=request.user, takes_typed="typed" in request.POST)
    back = reverse("deals:names-of-funnel", args=[pk])
    return done(request, toast=_("The open deals are being renamed."), events=("renaming",), back=back)


@right(flag="configure")
@require_GET
def progress(request, pk):
    """How far the renaming is."""
    funnel = get_object_or_404(Funnel.objects.for_deals(), pk=pk)
    return render(request, "deals/names/_renaming.html", {"funnel": funnel, "run": Renaming.objects.latest_of(funnel)})
