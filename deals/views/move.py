from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to

from ..forms import MoveForm
from ..models import Deal
from ..needs import missing_on, needs_of
from ..permissions import may_ask_back, may_move, may_move_back
from ..refusal_words import asks_for, not_moved
from ..refusals import AlreadyMoved, MissingFields, Refused, StageIsBehind
from ..requirements import stages_with_fields, take_known_funnel
from .answers import already_moved, changed, told
from .back import back_dialog, back_form
from .back_asks import ask_dialog, ask_form


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
def move(request, pk, stage_pk):
    """To another stage: by a drop on the board, the stepper or the menu. Asks for exactly what is missing."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_move(), pk=pk)
    take_known_funnel(deal, request.user)
    stage = next((stage for stage in stages_with_fields(deal.funnel) if stage.pk == stage_pk), None)
    if stage is None:
        raise Http404
    if stage.kind in ("won", "lost"):
        return go_to(request, reverse(f"deals:{'win' if stage.kind == 'won' else 'lose'}", args=[pk]))
    if request.method == "GET":
        return _ask(request, deal, stage)

    form = MoveForm(request.POST, request.FILES, card=deal, user=request.user, wanted=missing_on(deal, stage), required=False)
    if not form.is_valid():
        return _ask(request, deal, stage, form, status=422)
    return _move(request, deal, stage, form)


@right("deal", "see")
@require_GET
def stages(request, pk):
    """The stages a card may go to: for the keyboard, the phone and everybody who does not drag."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    may = may_move(request.user, deal)
    context = {
        "deal": deal,
        "needs": needs_of(deal, request.user) if may else [],
        "may_move": may,
        "may_go_back": may_move_back(request.user, deal),
        "may_ask_back": may_ask_back(request.user, deal),
    }
    return dialog(request, "deals/move/stages.html", context)


def _move(request, deal, stage, form):
    seen = form.cleaned_data["seen"]
    try:
        moved = deal.move_to(stage, by=request.user, seen=seen, values=form.values, note=form.cleaned_data["note"])
    except MissingFields:
        return _ask(request, deal, stage, form, status=422)
    except AlreadyMoved as refusal:
        return already_moved(request, refusal)
    except Refused as refusal:
        return _back(request, deal, stage, refusal)
    words = _("{deal}: stage “{stage}”").format(deal=deal.name, stage=stage.name)
    return changed(request, deal, words, reverse("deals:undo", args=[deal.pk, moved.pk]), stages={moved.from_stage_id, moved.to_stage_id})


def _back(request, deal, stage, refusal):
    """A step back is not refused flatly: who has the right says why, anybody else asks the head."""
    if isinstance(refusal, StageIsBehind) and stage.is_behind(deal.stage):
        if may_ask_back(request.user, deal):
            return ask_dialog(request, deal, ask_form(deal, stage=stage.pk), 422 if request.method == "POST" else 200)
        if deal.is_open and may_move_back(request.user, deal):
            return back_dialog(request, deal, back_form(deal, stage=stage.pk), 422 if request.method == "POST" else 200)
    return told(request, deal, not_moved(refusal, stage, request.user))


def _ask(request, deal, stage, tried=None, status=200):
    """The dialog with the empty fields; after a refusal with what was typed, each gap marked."""
    deal.refresh_from_db()
    if not deal.is_open or not deal.stage.is_behind(stage):
        return _back(request, deal, stage, StageIsBehind())
    missing = missing_on(deal, stage)
    asks = asks_for(stage, missing, request.user) if missing else ""
    context = {"deal": deal, "stage": stage, "form": _form(request, deal, missing, tried), "missing": len(missing), "asks": asks}
    return dialog(request, "deals/move/dialog.html", context, status=status)


def _form(request, deal, missing, tried):
    """Bound when fields were posted; a bare drop on a column opens it untouched."""
    if tried and any(name in request.POST or name in request.FILES for name in (*tried.readers, "note")):
        form = MoveForm(request.POST, request.FILES, card=deal, user=request.user, wanted=missing)
        form.is_valid()
        return form
    form = MoveForm(card=deal, user=request.user, wanted=missing)
    seen = tried.cleaned_data.get("seen") if tried and tried.is_valid() else None
    form.initial["seen"] = seen or deal.stage_id
    return form
