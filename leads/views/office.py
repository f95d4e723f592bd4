from django.http import Http404
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to
from deals.models import Funnel
from deals.refusals import MissingFields

from ..forms import OfficeForm
from ..office import walk_in


@require_http_methods(["GET", "POST"])
@right("deal", "create")
def office(request):
    """A client is here: contact, deal and the first act in one form."""
    if not Funnel.objects.for_deals().visible_to(request.user).exists():
        raise Http404
    form = OfficeForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method != "POST" or "stage_changed" in request.POST or not form.is_valid():
        return _ask(request, form)
    values = {key: value for key, value in form.values.items() if value not in (None, "")}
    facts = form.cleaned_data
    try:
        deal = walk_in(facts, by=request.user, funnel=form.stage.funnel, stage=form.stage, values=values, token=facts["token"])
    except MissingFields as refusal:
        form.mark(refusal)
        return _ask(request, form)
    return go_to(request, deal.url)


def _ask(request, form):
    bound = form.is_bound and "stage_changed" not in request.POST
    return dialog(request, "leads/office/_dialog.html", {"form": form}, status=422 if bound else 200)
