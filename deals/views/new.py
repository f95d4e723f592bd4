from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to, wants_fragment

from ..forms import NewDealForm, QuickForm
from ..models import Stage
from ..opening import client_of_phone, likely_clients, open_deal
from ..place import Place
from ..refusals import MissingFields
from .answers import changed


@right("deal", "create")
@require_http_methods(["GET", "POST"])
def new(request):
    """A deal with its client, at the entry of a funnel or further on."""
    place = Place(request, "board")
    if place.funnel is None:
        raise Http404
    stage = _stage(place, request.GET.get("stage"))
    form = NewDealForm(request.POST or None, request.FILES or None, funnel=place.funnel, stage=stage, user=request.user)
    if not form.is_valid():
        return _ask(request, stage, form)
    try:
        deal = open_deal(
            by=request.user,
            funnel=place.funnel,
            stage=stage,
            client=form.cleaned_data["client"],
            new_client=form.new_client,
            values={key: value for key, value in form.values.items() if value is not None},
            token=form.cleaned_data["token"],
        )
    except MissingFields as refusal:
        form.mark(refusal)
        return _ask(request, stage, form)
    return go_to(request, deal.url)


@right("deal", "create")
@require_http_methods(["GET", "POST"])
def quick(request, stage_pk):
    """A deal from the foot of a column; what the stage asks beyond that is asked by the full form."""
    place = Place(request, "board")
    stage = get_object_or_404(Stage.objects.live().open(), pk=stage_pk, funnel__in=[funnel.pk for funnel in place.funnels])
    if "closed" in request.GET:
        return render(request, "deals/new/_add.html", {"stage": stage})
    form = QuickForm(request.POST or None, stage=stage, user=request.user)
    if form.is_too_long:
        return _ask(request, stage, NewDealForm(funnel=stage.funnel, stage=stage, user=request.user))
    if not form.is_valid():
        return _ask_quickly(request, stage, form)
    facts = form.cleaned_data
    client = client_of_phone(facts["phone"], request.user)
    values = {key: value for key, value in form.values.items() if value is not None}
    new_client = {"kind": "contact", "name": facts["name"], "phone": facts["phone"]}
    try:
        deal = open_deal(
            by=request.user, funnel=stage.funnel, stage=stage, client=client, new_client=new_client, values=values, token=facts["token"]
        )
    except MissingFields as refusal:
        form.add_error(None, _("“{stage}” asks for more: {fields}").format(stage=stage.name, fields=refusal.words_for(request.user)))
        return _ask_quickly(request, stage, form)
    return changed(request, deal, _("{deal} is on the board").format(deal=deal.name), is_fresh=True, slot=stage)


@right("deal", "create")
@require_POST
def twins(request):
    """Perhaps the client is known already: by the very number, or by the name."""
    asked = {name.removeprefix("new_"): request.POST[name] for name in ("new_name", "new_phone", "name", "phone") if request.POST.get(name)}
    return render(request, "deals/new/_twins.html", {"twins": likely_clients(asked.get("name", ""), asked.get("phone", ""), request.user)})


def _stage(place, asked):
    stages = [stage for stage in place.funnel.live_stages if stage.is_open]
    return next((stage for stage in stages if str(stage.pk) == asked), stages[0])


def _ask(request, stage, form):
    action = f"{reverse('deals:new')}?funnel={stage.funnel_id}&stage={stage.pk}"
    context = {"funnel": stage.funnel, "stage": stage, "form": form, "action": action}
    return dialog(request, "deals/new/dialog.html", context, status=422 if form.is_bound else 200)


def _ask_quickly(request, stage, form):
    context = {"stage": stage, "form": form}
    status = 422 if form.is_bound else 200
    if not wants_fragment(request):
        return dialog(request, "deals/new/quick.html", context, status=status)
    return render(request, "deals/new/_quick.html", context, status=status)
