"""What the coming months are measured by: proposed from the past, accepted by whoever leads the people."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right

from ..baseline_forms import BaselineForm
from ..baselines import may_set, may_set_of_company, proposals
from ..models import Baseline
from ..models.baseline import AlreadyReplaced
from ..scope import people_for


@require_http_methods(["GET", "POST"])
@right(flag="reassign")
def baselines(request):
    """Each person's average month with the calculation; what is ticked becomes the baseline."""
    if not may_set(request.user):
        raise PermissionDenied
    form = BaselineForm(request.GET)
    if not form.is_valid():
        return HttpResponseBadRequest(_("The filter is not valid."))
    month, count = form.wanted
    rows = proposals(request.user, month, count)
    if request.method == "POST":
        return _accept(request, rows, month)
    context = {"form": form, "rows": rows, "month": month, "count": count, "sees_money": request.user.has_right("see_money")}
    return render(request, "reports/baselines.html", context)


@require_POST
@right(flag="reassign")
def take_back(request, pk):
    """The baseline before holds again."""
    found = get_object_or_404(Baseline.objects.visible_to(people_for(request.user)), pk=pk)
    if not (may_set(request.user) if found.owner_id else may_set_of_company(request.user)):
        raise PermissionDenied
    try:
        found.take_back(by=request.user)
        messages.success(request, _("The baseline is taken back"))
    except AlreadyReplaced:
        messages.error(request, _("Another baseline holds by now: look again."))
    return redirect(f"{reverse('reports:baselines')}?month={found.month.isoformat()}")


def _accept(request, rows, month):
    wanted = set(request.POST.getlist("take"))
    chosen = [row for row in rows if row.key in wanted]
    if not chosen:
        messages.error(request, _("Tick at least one line."))
    else:
        with transaction.atomic():
            for row in chosen:
                Baseline.accept(row.owner, month, row.figures, row.how, by=request.user)
        number = len(chosen)
        messages.success(request, ngettext("%(n)d baseline is set", "%(n)d baselines are set", number) % {"n": number})
    return redirect(request.get_full_path())
