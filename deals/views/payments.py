"""What is to come and what came: the money of a deal."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, page_or_fragment

from ..models import Deal
from ..money import schedule_of
from ..payment_forms import ExpectedForm, ReceivedForm
from ..payment_panel import panel_of
from ..permissions import may_see_money
from ..refusals import NotAllowed
from .answers import form_for_editors, panel_changed, told


@right("deal", "see")
@require_GET
def panel(request, pk):
    """The panel of the card, after something changed; a page of its own for a bare address."""
    context = panel_of(_deal(request, pk), request.user)
    return page_or_fragment(request, "deals/payments/of_deal.html", "deals/payments/_panel.html", context)


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def expect(request, pk):
    deal = _deal(request, pk)
    return _run(request, deal, ExpectedForm(request.POST or None), _("The payment is expected"))


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def change(request, pk, payment_pk):
    deal = _deal(request, pk)
    one = get_object_or_404(deal.expected_payments.all(), pk=payment_pk)
    return _run(request, deal, ExpectedForm(request.POST or None, one=one), _("Saved"))


@right("deal", "edit")
@require_POST
def drop(request, pk, payment_pk):
    deal = _deal(request, pk)
    one = get_object_or_404(deal.expected_payments.all(), pk=payment_pk)
    return _act(request, deal, lambda: deal.drop_expected(one, by=request.user), _("The payment is no longer expected"))


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def receive(request, pk):
    """Money came; what is left of the next expected payment is proposed."""
    deal = _deal(request, pk)
    left = next((row.left for row in schedule_of(deal).rows if not row.is_paid), None)
    return _run(request, deal, ReceivedForm(request.POST or None, amount=left), _("The payment is noted"))


@right("deal", "edit")
@require_POST
def take_back(request, pk, payment_pk):
    deal = _deal(request, pk)
    one = get_object_or_404(deal.payments.standing(), pk=payment_pk)
    return _act(request, deal, lambda: deal.take_back_payment(one, by=request.user), _("The payment is taken back"))


def _deal(request, pk):
    if not may_see_money(request.user):
        raise Http404
    return get_object_or_404(Deal.objects.visible_to(request.user).live().for_move(), pk=pk)


def _run(request, deal, form, words):
    if not form.is_valid():
        return _ask(request, deal, form)
    try:
        if not form.save(deal, by=request.user):
            return _ask(request, deal, form)
    except NotAllowed:
        return told(request, deal, _("You may only look at this deal."))
    return panel_changed(request, deal, words)


def _act(request, deal, act, words):
    try:
        act()
    except NotAllowed:
        return told(request, deal, _("You may only look at this deal."))
    return panel_changed(request, deal, words)


def _ask(request, deal, form):
    context = {"deal": deal, "form": form, "is_received": isinstance(form, ReceivedForm)}
    return dialog(request, "deals/payments/dialog.html", context, status=422 if form.is_bound else 200)
