from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib.keyset import page

from ..jumps import JumpForm, JumpMap
from ..models import Funnel


@require_GET
@right("report", "see")
def jump_map(request, pk):
    """From which stage to which the deals went, and which stages they jump over."""
    funnel = _funnel(request, pk)
    form = JumpForm.asked(request.GET)
    context = {"funnel": funnel, "form": form, "tab": "jumps", "days": "", "configures": request.user.has_right("configure")}
    if form.is_valid():
        context |= {"map": JumpMap(request.user, funnel, form.cleaned_data["days"]), "days": form.cleaned_data["days"]}
    return render(request, "deals/funnels/jumps.html", context)


@require_GET
@right("report", "see")
def moves_behind(request, pk, from_pk, to_pk):
    """The deals behind one cell: who moved which, when, and why it was taken back."""
    funnel = _funnel(request, pk)
    stages = {stage.pk: stage for stage in funnel.live_stages}
    form = JumpForm.asked(request.GET)
    if from_pk not in stages or to_pk not in stages or not form.is_valid():
        raise Http404
    moves = JumpMap(request.user, funnel, form.cleaned_data["days"]).between(from_pk, to_pk)
    rows, mark = page(moves, ("-at", "-pk"), after=request.GET.get("after", ""))
    context = {"funnel": funnel, "here": stages[from_pk], "there": stages[to_pk], "rows": rows, "mark": mark}
    return render(request, "deals/funnels/jump.html", context | {"days": form.cleaned_data["days"], "tab": "jumps"})


def _funnel(request, pk):
    return get_object_or_404(Funnel.objects.for_deals().visible_to(request.user), pk=pk)
