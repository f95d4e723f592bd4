from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, go_to, refused
from deals.refusals import CardIsClosed, MissingFields, NotAllowed

from ..conversion import clients_of, convert
from ..forms import ConvertForm, JoinForm
from ..refusals import AlreadyTaken
from .finding import address, lead_or_404


@require_http_methods(["GET", "POST"])
@right("deal", "create")
def turn(request, pk):
    """The lead becomes a deal: contact, company and deal at once, the known client is used again."""
    lead = lead_or_404(pk, request.user)
    if lead.deal_id:
        return go_to(request, lead.deal.url)
    form = ConvertForm(request.POST or None, request.FILES or None, lead=lead, user=request.user)
    if request.method != "POST" or "funnel_changed" in request.POST or not form.is_valid():
        return _ask(request, form, lead)
    values = {key: value for key, value in form.values.items() if value not in (None, "") or key.startswith("extra_")}
    try:
        _take_if_free(lead, request.user)
        funnel, name = form.cleaned_data["funnel"], form.cleaned_data["name"]
        deal = convert(lead, by=request.user, funnel=funnel, stage=form.entry, name=name, values=values)
    except MissingFields as refusal:
        form.mark(refusal)
        return _ask(request, form, lead)
    except (CardIsClosed, NotAllowed, AlreadyTaken):
        return refused(request, toast=_("Not converted: the lead is closed or another person's."), back=address(lead))
    return go_to(request, deal.url)


@require_http_methods(["GET", "POST"])
@right("lead", "edit")
def join(request, pk):
    """The enquiry belongs to a client one already has."""
    lead = lead_or_404(pk, request.user)
    form = JoinForm(request.POST or None, user=request.user)
    if request.method != "POST" or not form.is_valid():
        return dialog(request, "leads/join/_dialog.html", {"form": form, "lead": lead}, status=422 if form.is_bound else 200)
    try:
        _take_if_free(lead, request.user)
        lead.join(form.cleaned_data["client"], by=request.user)
    except (CardIsClosed, NotAllowed, AlreadyTaken):
        return refused(request, toast=_("Not joined: the lead is closed or another person's."), back=address(lead))
    toast = _("The enquiry stands in the history of %(client)s") % {"client": form.cleaned_data["client"]}
    return done(request, toast=toast, events=("leads:changed", "live:badges"), back=address(lead))


def _take_if_free(lead, user):
    if lead.is_waiting and lead.owner_id in (None, user.pk):
        lead.take(by=user)


def _ask(request, form, lead):
    bound = form.is_bound and "funnel_changed" not in request.POST
    context = {"form": form, "lead": lead, "clients": clients_of(lead, request.user)}
    return dialog(request, "leads/convert/_dialog.html", context, status=422 if bound else 200)
