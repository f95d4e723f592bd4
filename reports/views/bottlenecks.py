from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.rights import right
from chains.models import ChainRun
from crm_project.lib import clock, keyset, xlsx
from crm_project.lib.refusals import BadParameters

from ..bottlenecks import bottlenecks_page, records, states, template_of
from ..chain_forms import BottlenecksForm
from ..export import note_export

SIZE = 50


@require_GET
@right("report", "see")
def bottlenecks(request):
    """At which step of a chain work waits, takes long, is late and comes back."""
    form = BottlenecksForm(request.GET, request.user)
    context = {"form": form, "query": request.GET.urlencode()}
    if form.is_valid():
        context |= bottlenecks_page(form) | {"span": form.span, "step": form.cleaned_data["step"]}
        context["step_query"] = _without_step(request)
    return render(request, "reports/bottlenecks.html", context)


@require_GET
@right("report", "see")
def behind_bottlenecks(request):
    """The steps of chains behind one number; what is not the reader's to see is counted and not named."""
    form = BottlenecksForm(request.GET, request.user)
    state, person = request.GET.get("state", "cases"), request.GET.get("person", "0")
    if not form.is_valid() or state not in states(clock.now()) or not (person.isdecimal() and len(person) < 16):
        raise BadParameters
    if (template := template_of(form)) is None:
        raise BadParameters
    steps = records(form, template, state, form.cleaned_data["step"], int(person))
    rows, mark = keyset.page(steps, ("-ready_at", "-pk"), request.GET.get("after", ""), SIZE)
    visible = ChainRun.objects.visible_to(request.user).by_ids([row.run_id for row in rows])
    named = set(visible.values_list("pk", flat=True))
    query = request.GET.copy()
    query["after"] = mark
    context = {"rows": [(row, row.run_id in named) for row in rows], "count": steps.count(), "span": form.span, "template": template}
    return render(request, "reports/bottlenecks_records.html", context | {"next": query.urlencode() if mark else ""})


@require_GET
@right("report", "export")
def file(request):
    """The steps as XLSX; an invalid question is refused, never widened."""
    form = BottlenecksForm(request.GET, request.user)
    if not form.is_valid():
        return HttpResponseBadRequest(_("The filter is not valid."))
    head = [_("Step"), _("Cases"), _("Planned, minutes of work"), _("Waiting, median minutes of work"), _("Waiting, 9 of 10 within")]
    head += [_("Work, median minutes"), _("Work, 9 of 10 within"), _("Not in time"), _("Returned"), _("Waits now")]
    lines = [
        [one.name, one.counts["cases"], one.planned, one.waiting, one.waiting_most, one.working, one.working_most]
        + [one.counts[name] for name in ("late", "returned", "waits")]
        for one in bottlenecks_page(form).get("steps", [])
    ]
    note_export(request.user, "bottlenecks", request.GET.urlencode(), len(lines))
    return xlsx.response("bottlenecks", head, lines)


def _without_step(request):
    query = request.GET.copy()
    query.pop("step", None)
    return query.urlencode()
