"""What every act on a deal answers: the pieces of the board it came from, the toast, and the word to open cards."""

from functools import wraps
from urllib.parse import urlsplit

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from crm_project.lib.htmx import done, refused

from ..board import Board
from ..models import Deal
from ..permissions import may_edit
from ..place import Place
from ..refusal_words import moved_before

CHANGED = "deal:changed"


def changed(request, deal, toast="", undo_url="", events=(), **how):
    """The deal is other than it was: its card on the board and the heads of the columns come anew.

    `is_fresh`: the board may not have the card yet; `slot`: the stage whose quick form has done its work; `stages`: ids
    of the columns whose heads changed, all by default.
    """
    template, context = _pieces(request, deal, **how)
    return done(
        request,
        toast=toast,
        undo_url=undo_url,
        events=(CHANGED, "k:refresh", *events),
        template=template,
        context=context,
        back=reverse("deals:card", args=[deal.pk]),
    )


def panel_changed(request, deal, words):
    """What stands in a panel of the card is other than it was; the board is not concerned."""
    return done(request, toast=words, events=(CHANGED, "k:refresh", "live:timeline"), back=reverse("deals:card", args=[deal.pk]))


def told(request, deal, words, events=()):
    """Refused: say why and show how things are now."""
    deal.refresh_from_db()
    template, context = _pieces(request, deal)
    back = reverse("deals:card", args=[deal.pk])
    return refused(request, toast=words, template=template, context=context, events=(CHANGED, *events), back=back)


def already_moved(request, refusal):
    """Somebody was faster: who, where to and when."""
    return told(request, refusal.card, moved_before(refusal))


def _pieces(request, deal, is_fresh=False, slot=None, stages=None):
    """The pieces of the board, if that is the page the act came from; `stages` are those whose totals are others now."""
    came = urlsplit(request.headers.get("HX-Current-URL", ""))
    if came.path != reverse("deals:board"):
        return None, None
    query = QueryDict(came.query, mutable=True)
    query["funnel"] = str(deal.funnel_id)
    place = Place(request, "board", query)
    place.funnels = [deal.funnel]
    board = Board(request.user, place.funnel, place.filters)
    return "deals/board/_refreshed.html", {
        "place": place,
        "heads": [head for head in board.heads if stages is None or head.stage.pk in stages],
        "card": board.card_of(deal),
        "pk": deal.pk,
        "is_fresh": is_fresh,
        "slot": slot,
    }


def form_for_editors(view):
    """Whoever may only look at the deal gets no form to fill in: the refusal comes before the work, not after it."""

    @wraps(view)
    def asked(request, pk, *args, **kwargs):
        if request.method == "GET" and "closed" not in request.GET:
            deal = get_object_or_404(Deal.objects.visible_to(request.user).live(), pk=pk)
            if not may_edit(request.user, deal):
                return told(request, deal, _("You may only look at this deal."))
        return view(request, pk, *args, **kwargs)

    return asked
