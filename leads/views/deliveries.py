"""What has come in through the intakes, as it came, for those who set them up."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.rights import right
from crm_project.lib import keyset
from crm_project.lib.htmx import done, page_or_fragment

from ..intake import enquiry_in, try_again
from ..intake_filters import DeliveryFilter
from ..intake_reading import Unreadable, as_text
from ..models import Delivery

ORDER = ("-received_at", "-pk")
SIZE = 50
LONGEST_SHOWN = 20_000


@right(flag="configure")
@require_safe
def listing(request):
    chosen = DeliveryFilter(request.GET, queryset=Delivery.objects.for_list())
    found = chosen.qs if chosen.is_valid() else Delivery.objects.none()
    rows, mark = keyset.page(found, ORDER, request.GET.get("after", ""), SIZE)
    context = {"filter": chosen, "deliveries": rows, "mark": mark, "menu": "settings"}
    fragment = "leads/deliveries/_rows.html" if "after" in request.GET else "leads/deliveries/_list.html"
    return page_or_fragment(request, "leads/deliveries/deliveries.html", fragment, context)


@right(flag="configure")
@require_safe
def delivery(request, pk):
    """One delivery with its fields, and how they were understood."""
    found = get_object_or_404(Delivery.objects.select_related("point", "lead", "first"), pk=pk)
    try:
        fields = enquiry_in(found)[1].fields
    except Unreadable:
        fields = []
    context = {
        "delivery": found,
        "fields": fields,
        "raw": as_text(bytes(found.body), found.content_type)[:LONGEST_SHOWN],
        "menu": "settings",
    }
    return render(request, "leads/deliveries/delivery.html", context)


@right(flag="configure")
@require_POST
def again(request, pk):
    """Process it once more: the reason it was refused for has been mended."""
    found = get_object_or_404(Delivery, pk=pk)
    try_again(found)
    return done(request, toast=_("It is processed once more"), back=reverse("intake:delivery", args=[found.pk]))
