from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.rights import right
from crm_project.lib.htmx import dialog
from deals.models import Deal

from ..showing import why_of


@right("deal", "see")
@require_safe
def why(request, pk):
    """What automation did with this deal, what it plans, and why it does nothing."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user), pk=pk)
    context = {"deal": deal, "rules": why_of(deal, request.user), "may_shape": request.user.has_right("configure"), "menu": "deals"}
    return dialog(request, "automation/why.html", context)
