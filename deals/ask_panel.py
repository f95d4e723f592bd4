"""What the head is asked about a deal, and what they answered, on its card; the way to ask is in the menu of the card."""

from django.template.loader import render_to_string

from .models import Ask
from .permissions import may_answer, may_answer_back, may_ask, may_ask_back
from .rows import step_back_chip

MOST = 3


def ask_panel(request, deal):
    """The open questions with their two buttons, and the last answers; before the first question it is hidden and costs nothing."""
    return render_to_string("deals/asks/_panel.html", panel_of(deal, request.user), request=request)


def ask_items(request, deal):
    user = request.user
    context = {"deal": deal, "asks_money": may_ask(user, deal), "asks_back": may_ask_back(user, deal) and not deal.awaits_step_back}
    return render_to_string("deals/asks/_menu.html", context) if context["asks_money"] or context["asks_back"] else ""


def ask_head(request, deal):
    """Beside the name, while the head has a step back before them."""
    return step_back_chip() if deal.awaits_step_back else ""


def panel_of(deal, user):
    asks = list(deal.asks.seen_by(user).for_panel()[:MOST]) if getattr(deal, "has_asks", True) else []
    for one in asks:
        is_back = one.kind == Ask.Kind.BACK
        one.is_mine = one.asked_by_id == user.pk
        one.may_be_withdrawn = is_back and user.pk in (one.asked_by_id, deal.owner_id)
        one.is_to_answer = not one.is_mine and (may_answer_back if is_back else may_answer)(user, deal)
    return {"deal": deal, "asks": asks}
