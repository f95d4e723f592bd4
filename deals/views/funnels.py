from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, go_to
from regulations.living.noting import note, noted

from ..changes import AskOnTheWay, Placing, Removal
from ..editor import Editor
from ..funnel_forms import FunnelForm, NewStageForm, RetireStageForm, StageForm
from ..living import shown_of
from ..models import Funnel
from ..ready import start_funnel
from ..refusals import EditConflict, FunnelNeedsIt, StageHasCards, StageIsAwaited, StageOfAnotherFunnel
from ..stage_uses import uses_of

STAGE_BLOCKS = ("stages", "stage", "funnel_map", "required_fields")
RULE_BLOCKS = ("card_rules", "funnel_map")


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def funnels(request):
    """All funnels, and a new one."""
    form = FunnelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        funnel = start_funnel(form.cleaned_data["name"], by=request.user)
        values = dict(form.cleaned_data)
        values.pop("name")
        funnel.change(values, by=request.user)
        return redirect("deals:funnel", funnel.pk)
    context = {"form": form, "funnels": Funnel.objects.live().with_figures(), "menu": "settings"}
    return render(request, "deals/funnels/list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def funnel(request, pk, stage_pk=None):
    """The stages of a funnel, one of them open for editing, and the matrix of fields."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    editor = Editor(shaped)
    stage = next((one for one in editor.stages if one.pk == stage_pk), None) if stage_pk else editor.stages[0]
    if stage is None:
        return redirect("deals:funnel", pk)
    form = StageForm(request.POST or None, instance=stage)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            with noted(request, *shown_of(shaped, *STAGE_BLOCKS)):
                shaped.change_stage(stage, values, by=request.user, seen=values.pop("seen"))
        except EditConflict as conflict:
            form.refuse_for(conflict.current)
        else:
            messages.success(request, _("The stage is saved: everybody works by it from now on."))
            return redirect("deals:stage", pk, stage.pk)
    lines = editor.lines
    remarks = next(line.remarks for line in lines if line.stage == stage)
    context = {"funnel": shaped, "stage": stage, "form": form, "tab": "stages", "editor": editor, "lines": lines, "remarks": remarks}
    context |= {"menu": "settings", "shown": shown_of(shaped, *STAGE_BLOCKS), "shown_fields": shown_of(shaped, "required_fields")}
    return render(request, "deals/funnels/stages.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def new_stage(request, pk):
    """A further stage, before the ends."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    form = NewStageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        stage = shaped.add_stage(form.cleaned_data["name"], by=request.user)
        return go_to(request, reverse("deals:stage", args=[pk, stage.pk]))
    return dialog(request, "deals/funnels/_new_stage.html", {"form": form, "funnel": shaped}, status=422 if form.errors else 200)


@require_POST
@right(flag="configure")
def place_stage(request, pk, stage_pk, number):
    """The stage was dragged, or sent up or down."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    try:
        if shaped.propose(Placing(stage_pk, number), by=request.user):
            messages.info(request, _("Open deals would feel the new order: it waits in the draft."))
        else:
            note(shown_of(shaped, *STAGE_BLOCKS), by=request.user, is_told=False)
    except FunnelNeedsIt:
        messages.error(request, _("The first stage, the win and the loss keep their places."))
    return redirect("deals:stage", pk, stage_pk)


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def retire_stage(request, pk, stage_pk):
    """A stage goes; its deals go where the administrator says."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    stage = get_object_or_404(shaped.stages.live(), pk=stage_pk)
    form = RetireStageForm(request.POST or None, stage=stage)
    if request.method == "POST" and form.is_valid():
        heir = form.cleaned_data["to"]
        try:
            with noted(request, *shown_of(shaped, *STAGE_BLOCKS)):
                waits = shaped.propose(Removal(stage.pk, heir and heir.pk), by=request.user)
        except StageHasCards:
            form.add_error("to", _("Deals stand in this stage: say where they go."))
        except FunnelNeedsIt:
            form.add_error(None, _("A funnel needs its first stage, its win and its loss."))
        except StageIsAwaited as refusal:
            words = _("By the draft the deals of “{sender}” come here: take that out of the draft first, or say another stage there.")
            form.add_error(None, words.format(sender=refusal.sender.name))
        except StageOfAnotherFunnel:
            form.add_error("to", _("This stage is taken away too: choose another one."))
        else:
            words = _("Nothing has changed yet: look at what it does.") if waits else _("The stage is gone; history keeps its name.")
            messages.success(request, words)
            return go_to(request, reverse("deals:funnel-draft" if waits else "deals:funnel", args=[pk]))
    context = {"form": form, "funnel": shaped, "stage": stage, "count": shaped.cards_in(stage).count(), "uses": uses_of(stage)}
    context["shown"] = shown_of(shaped, *STAGE_BLOCKS)
    return dialog(request, "deals/funnels/_retire_stage.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def settings(request, pk):
    """Name, rules and departments of the funnel."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    form = FunnelForm(request.POST or None, instance=shaped)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        waits = form.will_ask_on_the_way and shaped.propose(AskOnTheWay(), by=request.user)
        if form.will_ask_on_the_way:
            values.pop("target_only")
        with noted(request, *shown_of(shaped, *RULE_BLOCKS)):
            shaped.change(values, by=request.user)
        messages.success(request, _("Saved. Asking on the way waits in the draft: open deals would feel it.") if waits else _("Saved."))
        return redirect("deals:funnel-settings", pk)
    context = {"funnel": shaped, "form": form, "tab": "settings", "menu": "settings", "shown": shown_of(shaped, *RULE_BLOCKS)}
    return render(request, "deals/funnels/settings.html", context, status=422 if form.errors else 200)


@require_POST
@right(flag="configure")
def retire(request, pk):
    """The funnel is offered no more."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    try:
        shaped.retire(by=request.user)
    except StageHasCards as refusal:
        messages.error(request, _("%(count)d open deals stand in this funnel: move or close them first.") % {"count": refusal.count})
        return redirect("deals:funnel-settings", pk)
    return done(request, toast=_("The funnel is retired."), back="deals:funnels")
