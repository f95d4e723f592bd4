from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to, wants_fragment
from fields.models import CustomField
from regulations.living.noting import noted

from ..changes import Demand
from ..editor import Editor
from ..funnel_forms import FieldForm, ReasonForm
from ..living import shown_of
from ..models import Funnel
from ..refusals import ReasonExists

DEMANDS = {"": "required", "required": "shown", "shown": ""}


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def reasons(request, pk, reason_pk=None):
    """The dictionary of loss reasons, one of them open for editing."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    reason = get_object_or_404(shaped.loss_reasons.live(), pk=reason_pk) if reason_pk else None
    form = ReasonForm(request.POST or None, instance=reason, funnel=shaped)
    form.instance.funnel = shaped
    if request.method == "POST" and form.is_valid():
        try:
            with noted(request, *shown_of(shaped, "loss_reasons")):
                if reason:
                    shaped.change_reason(reason, dict(form.cleaned_data), by=request.user)
                else:
                    shaped.add_reason(dict(form.cleaned_data), by=request.user)
        except ReasonExists:
            form.add_error("name", _("The funnel has this reason already."))
        else:
            messages.success(request, _("Saved."))
            return redirect("deals:funnel-reasons", pk)
    context = {"funnel": shaped, "form": form, "tab": "reasons", "reason": reason, "reasons": shaped.loss_reasons.live()}
    context |= {"menu": "settings", "shown": shown_of(shaped, "loss_reasons")}
    return render(request, "deals/funnels/reasons.html", context, status=422 if form.errors else 200)


@require_POST
@right(flag="configure")
def retire_reason(request, pk, reason_pk):
    """No longer offered; deals lost for it keep it."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    shaped.retire_reason(get_object_or_404(shaped.loss_reasons.live(), pk=reason_pk), by=request.user)
    return redirect("deals:funnel-reasons", pk)


@require_POST
@right(flag="configure")
def demand(request, pk, stage_pk, key):
    """One cell of the matrix was pressed: required → shown → nothing → required. What open deals would feel goes to the draft."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    wanted = request.POST.get("demand", "")
    if wanted not in DEMANDS:
        raise Http404
    with noted(request, *shown_of(shaped, "required_fields")):
        shaped.propose(Demand(stage_pk, key, wanted), by=request.user)
    if not wants_fragment(request):
        return redirect("deals:stage", pk, stage_pk)
    return render(request, "deals/funnels/_pressed.html", {"funnel": shaped, "editor": Editor(shaped)})


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def new_field(request, pk):
    """A field of the company's own; it appears in the matrix and is asked for where a cell is pressed."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    form = FieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entity = "deal" if shaped.cards == Funnel.Cards.DEALS else "lead"
        CustomField.add(entity, form.cleaned_data, by=request.user)
        messages.success(request, _("The field stands in the matrix now: press the stages that ask for it."))
        return go_to(request, reverse("deals:funnel", args=[pk]))
    return dialog(request, "deals/funnels/_new_field.html", {"form": form, "funnel": shaped}, status=422 if form.errors else 200)
