from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.rights import right

from ..card_page import CardPage
from ..models import Deal


@right("deal", "see")
@require_GET
def card(request, pk):
    """The whole deal: steps, fields, people, products, history, the next task, the script of the stage."""
    return render(request, "deals/card.html", {"page": _page(request, pk)})


@right("deal", "see")
@require_GET
def pieces(request, pk):
    """What changes when the deal does: every piece but the history and the open editors."""
    return render(request, "deals/card/_pieces.html", {"page": _page(request, pk)})


def _page(request, pk):
    return CardPage(request.user, get_object_or_404(Deal.objects.visible_to(request.user).for_card().with_facts(), pk=pk))
