from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib.htmx import page_or_fragment
from crm_project.lib.keyset import unpacked

from ..board import CARDS, Board, mark_of
from ..models import Deal
from ..needs import needs_of
from ..permissions import may_ask_back, may_move_back
from ..place import Place


@right("deal", "see")
@require_GET
def board(request):
    """The open stages of a funnel, side by side."""
    place = Place(request, "board")
    if place.funnel is None:
        return render(request, "deals/no_funnel.html", {"place": place})
    shown = Board(request.user, place.funnel, place.filters)
    response = page_or_fragment(request, "deals/board.html", "deals/board/_board.html", {"place": place, "board": shown})
    return place.remember(response)


@right("deal", "see")
@require_GET
def column(request, stage_pk):
    """The next cards of a column, below the last one shown."""
    place = Place(request, "board")
    shown = _board_or_404(place)
    stage = _stage_or_404(shown, stage_pk)
    cards, is_more = shown.page(stage, unpacked(request.GET.get("after", ""), 2))
    context = {"place": place, "stage": stage, "cards": cards, "mark": mark_of(cards[-1]) if is_more else "", "count": CARDS}
    return render(request, "deals/board/_more_cards.html", context)


@right("deal", "see")
@require_GET
def on_board(request, pk):
    """Somebody moved this card: it is taken from where it was, put where it is now, and the heads are counted anew."""
    place = Place(request, "board")
    shown = _board_or_404(place)
    card = shown.card(pk)
    return render(request, "deals/board/_refreshed.html", {"place": place, "heads": shown.heads, "card": card, "pk": pk, "is_fresh": True})


@right("deal", "see")
@require_GET
def needs(request, pk):
    """What every column would ask of the card that is being dragged."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    return render(request, "deals/board/_needs.html", {"needs": needs_of(deal, request.user), "back": _way_back(request.user, deal)})


def _way_back(user, deal):
    """How a card gets to an earlier column: by right, by asking the head, or not at all."""
    return "right" if may_move_back(user, deal) else "ask" if may_ask_back(user, deal) else ""


def _board_or_404(place):
    if place.funnel is None:
        raise Http404
    return Board(place.user, place.funnel, place.filters)


def _stage_or_404(shown, stage_pk):
    for stage in shown.stages:
        if stage.pk == stage_pk:
            return stage
    raise Http404
