"""Goods of a deal that are reserved and shipped."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, page_or_fragment

from ..delivery_forms import ReasonForm, ReservationForm, ShipmentForm
from ..delivery_panel import panel_of
from ..models import Deal
from ..refusals import NotAllowed
from .answers import form_for_editors, panel_changed, told


@right("deal", "see")
@require_GET
def panel(request, pk):
    """The panel of the card, after something changed; a page of its own for a bare address."""
    context = panel_of(_deal(request, pk), request.user)
    return page_or_fragment(request, "deals/deliveries/of_deal.html", "deals/deliveries/_panel.html", context)


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def reserve(request, pk):
    deal = _deal(request, pk)
    return _run(request, deal, ReservationForm(_data(request), deal=deal, user=request.user), _("The goods are reserved"))


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def change(request, pk, delivery_pk):
    deal = _deal(request, pk)
    one = get_object_or_404(deal.deliveries.waiting().for_panel(), pk=delivery_pk)
    return _run(request, deal, ReservationForm(_data(request), deal=deal, user=request.user, one=one), _("Saved"))


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def ship(request, pk):
    """Goods left; those of a reservation are proposed."""
    deal = _deal(request, pk)
    return _run(request, deal, ShipmentForm(_data(request), deal=deal, user=request.user), _("The shipment is noted"))


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def ship_reserved(request, pk, delivery_pk):
    """The very reservation is proposed; part of it may be shipped."""
    deal = _deal(request, pk)
    source = get_object_or_404(deal.deliveries.waiting(), pk=delivery_pk)
    return _run(request, deal, ShipmentForm(_data(request), deal=deal, user=request.user, source=source), _("The shipment is noted"))


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def release(request, pk, delivery_pk):
    deal = _deal(request, pk)
    one = get_object_or_404(deal.deliveries.reservations(), pk=delivery_pk)
    return _end(request, deal, one, deal.release, _("The reservation is released"))


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
def take_back(request, pk, delivery_pk):
    deal = _deal(request, pk)
    one = get_object_or_404(deal.deliveries.shipments(), pk=delivery_pk)
    return _end(request, deal, one, deal.take_back_shipment, _("The shipment is taken back"))


def _deal(request, pk):
    return get_object_or_404(Deal.objects.visible_to(request.user).live().for_move(), pk=pk)


def _data(request):
    return request.POST if request.method == "POST" else None


def _run(request, deal, form, words):
    if not form.is_valid():
        return _ask(request, deal, form)
    try:
        if not form.save(by=request.user):
            return _ask(request, deal, form)
    except NotAllowed:
        return told(request, deal, _("You may only look at this deal."))
    return panel_changed(request, deal, words)


def _end(request, deal, one, act, words):
    form = ReasonForm(_data(request))
    if not form.is_valid():
        context = {"deal": deal, "form": form, "one": one}
        return dialog(request, "deals/deliveries/end.html", context, status=422 if form.is_bound else 200)
    try:
        act(one, by=request.user, reason=form.cleaned_data["reason"])
    except NotAllowed:
        return told(request, deal, _("You may only look at this deal."))
    return panel_changed(request, deal, words)


def _ask(request, deal, form):
    context = {"deal": deal, "form": form, "is_shipment": isinstance(form, ShipmentForm)}
    return dialog(request, "deals/deliveries/dialog.html", context, status=422 if form.is_bound else 200)
