from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog

from ..line_forms import LineForm
from ..models import Deal
from ..permissions import may_see_money
from ..refusals import CardIsClosed, EditConflict, LineIsGone, NotAllowed, OtherCurrency, SumTooLarge
from .answers import changed, form_for_editors, told


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def add(request, pk):
    """A product of the price list becomes a line, at its list price unless another is given."""
    deal = _deal(request, pk)
    form = LineForm(request.POST or None, sees_money=may_see_money(request.user))
    if not form.is_valid():
        return _ask(request, deal, form)
    try:
        return _done(request, deal, lambda: form.add_to(deal, by=request.user))
    except OtherCurrency as refusal:
        form.say_currency(refusal.product, deal)
        return _ask(request, deal, form)


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def change(request, pk, line_pk):
    deal = _deal(request, pk)
    line = get_object_or_404(deal.lines.all(), pk=line_pk)
    form = LineForm(request.POST or None, line=line, sees_money=may_see_money(request.user))
    if not form.is_valid():
        return _ask(request, deal, form, line)
    try:
        return _done(request, deal, lambda: form.change(deal, by=request.user))
    except EditConflict as refusal:
        form.say_it_changed(refusal.current)
        return _ask(request, deal, form, line)


@right("deal", "edit")
@require_POST
def remove(request, pk, line_pk):
    deal = _deal(request, pk)
    line = get_object_or_404(deal.lines.all(), pk=line_pk)
    return _done(request, deal, lambda: deal.remove_line(line, by=request.user), _("The line is removed"))


@right("deal", "edit")
@require_POST
def place(request, pk, line_pk, number):
    """The line stands at another place: documents list products in this order."""
    deal = _deal(request, pk)
    line = get_object_or_404(deal.lines.all(), pk=line_pk)
    seen = request.POST.get("seen", "")
    try:
        return _done(request, deal, lambda: deal.place_line(line, number, by=request.user, seen=seen), "")
    except EditConflict:
        return told(request, deal, _("Somebody has changed the products meanwhile: this is how they stand now."))


@right(flag="see_money")
@require_POST
def take_sum(request, pk):
    """The sum of the deal becomes the sum of its lines."""
    deal = _deal(request, pk)
    return _done(request, deal, lambda: deal.take_sum_from_lines(by=request.user), _("The sum is taken from the products"))


def _deal(request, pk):
    return get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)


def _done(request, deal, act, words=None):
    """What is seen at once needs no words: ""."""
    try:
        act()
    except NotAllowed:
        return told(request, deal, _("You may only look at this deal."))
    except LineIsGone:
        return told(request, deal, _("Somebody has removed this line meanwhile."))
    except CardIsClosed:
        return told(request, deal, _("The deal is closed: what it sold is changed by those who may open it again."))
    except SumTooLarge:
        return told(request, deal, _("The lines make more money than a deal can hold."))
    return changed(request, deal, _("Saved") if words is None else words)


def _ask(request, deal, form, line=None):
    context = {"deal": deal, "form": form, "line": line}
    return dialog(request, "deals/lines/dialog.html", context, status=422 if form.is_bound else 200)
