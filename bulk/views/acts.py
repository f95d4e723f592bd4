from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.rights import right
from crm_project.lib.htmx import page_or_fragment, refused, wants_fragment, with_events

from ..models import BulkAct, NotNow
from ..report import report_of
from .answers import DONE


@right(flag="bulk")
@require_GET
def mine(request):
    """What one did with many records lately, and how far it is."""
    return render(request, "bulk/mine.html", {"acts": BulkAct.objects.visible_to(request.user).latest(50)})


@right(flag="bulk")
@require_GET
def show(request, pk):
    """How far an act is, and what came of it."""
    act = get_object_or_404(BulkAct.objects.visible_to(request.user), pk=pk)
    return _page(request, act)


@right(flag="bulk")
@require_POST
def stop(request, pk):
    """Leave the rest as it is."""
    act = get_object_or_404(BulkAct.objects.visible_to(request.user), pk=pk)
    try:
        act.stop(by=request.user)
    except NotNow:
        return refused(request, toast=_("It has ended already."), back=act.url)
    return _page(request, act)


def _page(request, act):
    response = page_or_fragment(request, "bulk/act.html", "bulk/act/_state.html", {"act": act, **report_of(act, request.user)})
    return response if act.is_busy or not wants_fragment(request) else with_events(response, {}, DONE)
