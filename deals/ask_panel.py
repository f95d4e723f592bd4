"""What the head is asked about a deal, and what they answered, on its card; the way to ask is in the menu of the card."""

from django.template.loader import render_to_string

from .permissions import may_answer, may_ask, may_see_money

MOST = 3


def ask_panel(request, deal):
    """The open questions with their two buttons, and the last answers; before the first question it is hidden and costs nothing."""
    if not may_see_money(request.user):
        return ""
    return render_to_string("deals/asks/_panel.html", panel_of(deal, request.user), request=request)


def ask_items(request, deal):
    return render_to_string("deals/asks/_menu.html", {"deal": deal}) if may_ask(request.user, deal) else ""


def panel_of(deal, user):
    asks = deal.asks.for_panel()[:MOST] if getattr(deal, "has_asks", True) else []
    return {"deal": deal, "asks": asks, "may_answer": may_answer(user, deal)}
