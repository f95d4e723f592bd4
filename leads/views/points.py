"""Where leads come in from outside: the list of intakes, one of them, and what may be done with it."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.htmx import done
from regulations.living.noting import noted

from ..intake_forms import FormPointForm, PointForm
from ..models import IntakePoint

FORMS = {IntakePoint.Way.FORM: FormPointForm, IntakePoint.Way.WEBHOOK: PointForm}


@right(flag="configure")
@require_safe
def listing(request):
    points = IntakePoint.objects.for_list().with_figures(clock.now())
    return render(request, "leads/intake/points.html", {"points": points, "menu": "settings"})


@right(flag="configure")
@require_safe
def point(request, pk):
    """Its address, its secret, and what to put into the site."""
    found = get_object_or_404(IntakePoint.objects.for_list().with_figures(clock.now()), pk=pk)
    latest = found.deliveries.for_list()[:5]
    return render(request, "leads/intake/point.html", {"point": found, "latest": latest, "now": clock.now(), "menu": "settings"})


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def new_form(request):
    return _shape(request, IntakePoint.Way.FORM)


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def new_webhook(request):
    return _shape(request, IntakePoint.Way.WEBHOOK)


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    found = get_object_or_404(IntakePoint, pk=pk)
    return _shape(request, found.way, found)


@right(flag="configure")
@require_POST
def renew_secret(request, pk):
    found = get_object_or_404(IntakePoint, pk=pk)
    found.renew_secret(by=request.user)
    words = _("A new secret. The one before holds for a week more.") if found.old_secret else _("Deliveries must be signed now.")
    return _told(request, found, words)


@right(flag="configure")
@require_POST
def drop_secret(request, pk):
    found = get_object_or_404(IntakePoint, pk=pk)
    found.drop_secret(by=request.user)
    return _told(request, found, _("Deliveries need no signature any more."))


@right(flag="configure")
@require_POST
def renew_address(request, pk):
    found = get_object_or_404(IntakePoint, pk=pk)
    found.renew_address(by=request.user)
    return _told(request, found, _("A new address. The one before leads here for a week more."))


@right(flag="configure")
@require_POST
def forget_old(request, pk):
    found = get_object_or_404(IntakePoint, pk=pk)
    found.forget_old(by=request.user)
    return _told(request, found, _("Only the new ones hold now."))


def _shape(request, way, found=None):
    form = FORMS[way](request.POST if request.method == "POST" else None, instance=_copy(found), way=way)
    if not form.is_valid():
        context = {"form": form, "point": found, "is_form": way == IntakePoint.Way.FORM, "menu": "settings"}
        return render(request, "leads/intake/shape.html", context, status=422 if form.is_bound else 200)
    with noted(request, "lead_sources"):
        if found is None:
            found = IntakePoint.open({**form.values, "way": way}, by=request.user)
        else:
            found.change(form.values, by=request.user)
    return redirect("intake:point", found.pk)


def _copy(found):
    """The form writes what was typed into its instance; the verb must still see what was there before."""
    return IntakePoint.objects.get(pk=found.pk) if found else None


def _told(request, found, words):
    return done(request, toast=words, back=reverse("intake:point", args=[found.pk]))
