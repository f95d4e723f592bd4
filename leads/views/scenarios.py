"""Settings of the distribution of leads: the scenarios in their order, one of them, and a trial that writes nothing."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights import right
from crm_project.lib.htmx import dialog, done

from ..models import Scenario
from ..scenario_forms import ScenarioForm, TrialForm
from ..trial import try_out

CHANGED = ("distribution:changed",)


@require_safe
@right("settings", "see")
def listing(request):
    """All scenarios in the order they are asked; with the parameters of an enquiry also who would get it."""
    form = TrialForm(request.GET if "department" in request.GET else None, user=request.user)
    context = {
        "scenarios": Scenario.objects.live().with_conditions(),
        "form": form,
        "trial": try_out(**form.cleaned_data) if form.is_valid() else None,
        "may_edit": request.user.may("edit", "settings"),
        "menu": "settings",
    }
    return render(request, "leads/distribution/scenarios.html", context)


@require_http_methods(["GET", "POST"])
@right("settings", "edit")
def shape(request, pk=None):
    """Make one or change one, with the people in it."""
    known = _found(pk) if pk else None
    form = ScenarioForm(request.POST or None, instance=known)
    if request.method != "POST" or not form.is_valid():
        return dialog(request, "leads/distribution/_dialog.html", {"form": form, "scenario": known}, status=422 if form.is_bound else 200)
    if known:
        known.change(form.values, form.shares, by=request.user)
    else:
        Scenario.open(form.values, form.shares, by=request.user)
    return _told(request, _("Saved"))


@require_POST
@right("settings", "edit")
def switch(request, pk, on):
    _found(pk).switch(on, by=request.user)
    return _told(request, _("In force from now on") if on else _("Switched off"))


@require_POST
@right("settings", "edit")
def place(request, pk, step):
    _found(pk).place(step, by=request.user)
    return _told(request, _("Moved"))


@require_POST
@right("settings", "edit")
def discard(request, pk):
    _found(pk).discard(by=request.user)
    return _told(request, _("The scenario is removed"))


def _found(pk):
    return get_object_or_404(Scenario.objects.live(), pk=pk)


def _told(request, words):
    return done(request, toast=words, events=CHANGED, back="distribution:scenarios")
