from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib.htmx import dialog

from .. import fill, lineage
from ..models import CustomField

ENTITIES = CustomField.Entity


@right(flag="configure")
@require_GET
def fields(request):
    """The fields of one entity in order: what uses each, and how many records say something in it."""
    entity = request.GET.get("of", "deal")
    if entity not in ENTITIES.values:
        raise Http404
    live, retired = list(CustomField.objects.of(entity)), list(CustomField.objects.of_any(entity).retired())
    rates, uses = fill.rates_of(entity, live, request.user), lineage.uses_of_all(live)
    lines = [{"field": one, "rate": rates[one.pk], "uses": uses[one.pk]} for one in live]
    counts = CustomField.objects.counted()
    tabs = [(code, label, counts.get(code, 0)) for code, label in ENTITIES.choices]
    context = {"entity": entity, "tabs": tabs, "lines": lines, "retired": retired, "menu": "settings"}
    return render(request, "fields/fields.html", context)


@right(flag="configure")
@require_GET
def field(request, pk):
    """One field: what uses it, and who fills it in and who does not."""
    found = get_object_or_404(CustomField, pk=pk)
    managers = fill.by_manager(found, request.user)
    people = get_user_model().objects.in_bulk([owner for owner, _rate in managers if owner])
    context = {
        "field": found,
        "uses": lineage.uses_of(found),
        "rate": fill.rates_of(found.entity, [found], request.user)[found.pk],
        "managers": [(people.get(owner), rate) for owner, rate in managers],
        "menu": "settings",
    }
    return render(request, "fields/field.html", context)


@right(any_signed_in=True)
@require_GET
def why(request, pk):
    """Why a field is asked: its hint and what works with it, for whoever fills it in."""
    found = get_object_or_404(CustomField.objects.seen_by(request.user), pk=pk)
    if not request.user.may("see", found.entity):
        raise Http404
    may_configure = request.user.has_right("configure")
    uses = [use for use in lineage.uses_of(found) if may_configure or not use.is_private]
    if not may_configure:
        uses = [lineage.without_address(use) for use in uses]
    return dialog(request, "fields/card/why.html", {"field": found, "uses": uses})
