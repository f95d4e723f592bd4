"""What people are employed as."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_project.lib.htmx import dialog, done, go_to

from ..forms.departments import PositionForm
from ..models import Position
from ..rights import right

BACK = "accounts:positions"


@right(flag="configure")
@require_safe
def listing(request):
    return render(request, "accounts/positions.html", {"positions": Position.objects.live().counted()})


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    form = PositionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return dialog(request, "accounts/positions/_dialog.html", {"form": form}, status=422 if form.is_bound else 200)
    Position.found(form.cleaned_data["name"], by=request.user)
    return go_to(request, reverse(BACK))


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    position = get_object_or_404(Position.objects.live(), pk=pk)
    form = PositionForm(request.POST if request.method == "POST" else None, position=position)
    if not form.is_valid():
        return dialog(
            request, "accounts/positions/_dialog.html", {"form": form, "position": position}, status=422 if form.is_bound else 200
        )
    position.rename(form.cleaned_data["name"], by=request.user)
    return go_to(request, reverse(BACK))


@right(flag="configure")
@require_POST
def retirement(request, pk):
    position = get_object_or_404(Position.objects.live(), pk=pk)
    position.retire(by=request.user)
    return done(request, toast=_("“%s” is closed") % position, back=reverse(BACK))
