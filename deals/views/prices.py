"""The price list: products and their groups."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib import keyset
from crm_project.lib.htmx import dialog, done, page_or_fragment, refused

from ..models import Product, ProductGroup
from ..permissions import may_see_money
from ..price_forms import GroupForm, PriceFilter, ProductForm
from ..refusals import EditConflict, UsedElsewhere

SIZE = 50


@right("deal", "see")
@require_GET
def prices(request):
    """Products with their prices, by name; whoever may configure shapes them here."""
    chosen = PriceFilter(request.GET, queryset=Product.objects.all(), request=request)
    rows, mark = keyset.page(chosen.found.for_list(), ("name", "pk"), request.GET.get("after", ""), SIZE)
    query = request.GET.copy()
    query.pop("after", None)
    context = {"filter": chosen, "rows": rows, "mark": mark, "query": query.urlencode(), "sees_money": may_see_money(request.user)}
    context |= {"may_edit": request.user.has_right("configure"), "menu": "settings", "is_retired": request.GET.get("retired") == "true"}
    piece = "deals/prices/_rows.html" if request.GET.get("after") else "deals/prices/_list.html"
    return page_or_fragment(request, "deals/prices.html", piece, context | {"groups": ProductGroup.objects.with_figures()})


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def new(request):
    return _shape(request, ProductForm(request.POST or None, product=Product()), _("New product"))


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def product(request, pk):
    found = get_object_or_404(Product.objects.all(), pk=pk)
    return _shape(request, ProductForm(request.POST or None, product=found), found.name)


@right(flag="configure")
@require_POST
def retire(request, pk):
    found = get_object_or_404(Product.objects.all(), pk=pk)
    found.retire(by=request.user)
    return _done(request, _("“%(name)s” is out of use; deals keep it") % {"name": found.name})


@right(flag="configure")
@require_POST
def put_back(request, pk):
    found = get_object_or_404(Product.objects.all(), pk=pk)
    found.return_to_list(by=request.user)
    return _done(request, _("“%(name)s” is on the price list again") % {"name": found.name})


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def new_group(request):
    return _shape(request, GroupForm(request.POST or None, group=ProductGroup()), _("New group"))


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def group(request, pk):
    found = get_object_or_404(ProductGroup.objects.all(), pk=pk)
    return _shape(request, GroupForm(request.POST or None, group=found), found.name)


@right(flag="configure")
@require_POST
def remove_group(request, pk):
    found = get_object_or_404(ProductGroup.objects.all(), pk=pk)
    try:
        found.remove(by=request.user)
    except UsedElsewhere:
        return refused(request, toast=_("The group still has products or clients interested in it."), back=reverse("deals:price-list"))
    return _done(request, _("The group is removed"))


def _shape(request, form, title):
    context = {"form": form, "title": title}
    if form.is_valid():
        try:
            form.save(by=request.user)
        except EditConflict:
            context["is_conflict"] = True
            return dialog(request, "deals/prices/dialog.html", context, status=409)
        return _done(request, _("Saved"))
    return dialog(request, "deals/prices/dialog.html", context, status=422 if form.is_bound else 200)


def _done(request, words):
    return done(request, toast=words, events=("live:prices",), back=reverse("deals:price-list"))
