from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.rights import right
from fields.reading import names_own

from ..own_conditions import OwnDeals

_PAGES = ("funnels", "funnel_table", "sales", "discipline")


@require_GET
@right("report", "see")
def conditions(request):
    """What can be asked of the own fields of deals, when somebody wants to narrow a report by them."""
    page = request.GET.get("on", "funnels")
    if page not in _PAGES:
        raise Http404
    asked = OwnDeals(request.GET, user=request.user, is_panel=True)
    kept = [(name, value) for name, values in request.GET.lists() if not names_own(name) and name != "on" for value in values if value]
    context = {"fields": asked.own_fields, "kept": kept, "url": reverse(f"reports:{page}")}
    return render(request, "fields/_panel_form.html", context)
