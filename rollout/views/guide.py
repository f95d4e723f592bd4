from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Workspace
from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to

from ..forms import StepForm
from ..guide import Guide
from ..models import RolloutStep
from ..refusals import StepChanged
from ..steps import BY_KEY
from ..trials import tried


@require_safe
@right(flag="configure")
def guide(request):
    """The steps of introducing the CRM, each as it really stands."""
    return render(request, "rollout/guide.html", {"guide": Guide(Workspace.current().zone)})


@require_safe
@right(flag="configure")
def trials(request):
    """When each thing that has to work last did."""
    return render(request, "rollout/trials.html", {"tried": tried()})


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def plan(request, key):
    """Who leads a step, by when, with whom."""
    kind = _kind(key)
    form = StepForm(request.POST or None, instance=RolloutStep.of(key))
    if form.is_valid():
        try:
            RolloutStep.plan(key, form.values, form.cleaned_data["participants"], seen=form.cleaned_data["version"], by=request.user)
        except StepChanged as refusal:
            form.refuse_for(refusal.step)
        else:
            messages.success(request, _("Saved"))
            return go_to(request, reverse("rollout:guide") + f"#{key}")
    return dialog(request, "rollout/plan.html", {"form": form, "kind": kind}, status=422 if form.errors else 200)


@require_POST
@right(flag="configure")
def tick(request, key, done):
    """By hand; what comes before it and is still open is named."""
    kind = _kind(key)
    RolloutStep.tick(key, done=done, by=request.user)
    line = next(line for line in Guide(Workspace.current().zone).lines if line.kind == kind)
    if done and line.waits_for:
        earlier = ", ".join(str(label) for label in line.waits_for)
        messages.warning(request, _("Ticked. Earlier steps are still open: {steps}.").format(steps=earlier))
    return redirect(reverse("rollout:guide") + f"#{key}")


@require_safe
@right(flag="configure")
def step(request, pk):
    """Where the history leads."""
    found = get_object_or_404(RolloutStep.objects.visible_to(request.user), pk=pk)
    return redirect(reverse("rollout:guide") + f"#{found.key}")


def _kind(key):
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]
