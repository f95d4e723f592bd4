from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, go_to, refused
from deals.refusals import EditConflict, NotAllowed

from ..conversion import receive
from ..forms import LeadForm
from .finding import address, lead_or_404


@require_http_methods(["GET", "POST"])
@right("lead", "create")
def new(request):
    """An enquiry written down by hand: a name and a phone or an e-mail suffice."""
    initial = {name: request.GET[name] for name in ("phone_typed", "email", "person") if name in request.GET}
    form = LeadForm(request.POST or None, request.FILES or None, user=request.user, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form)
    lead = receive(form.values, by=request.user, owner=form.cleaned_data.get("owner"), token=form.cleaned_data["token"])
    return go_to(request, lead.deal.url if lead.deal_id else address(lead))


@require_http_methods(["GET", "POST"])
@right("lead", "edit")
def edit(request, pk):
    lead = lead_or_404(pk, request.user)
    form = LeadForm(request.POST or None, request.FILES or None, user=request.user, lead=lead)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form, lead)
    try:
        lead.change(form.values, by=request.user, version=form.cleaned_data["version"])
    except EditConflict as conflict:
        form.data = {**form.data.dict(), "version": conflict.current.version}
        context = {"form": form, "lead": lead, "conflict": lead.entries.last_change()}
        return dialog(request, "leads/edit/_dialog.html", context, status=409)
    except NotAllowed:
        return refused(request, toast=_("Take the lead first."), status=403, back=address(lead))
    return done(request, toast=_("Saved"), events=("leads:changed", "live:timeline"), back=address(lead))


def _ask(request, form, lead=None):
    return dialog(request, "leads/edit/_dialog.html", {"form": form, "lead": lead}, status=422 if form.is_bound else 200)
