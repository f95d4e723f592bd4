"""What the head is asked about a deal, and what they answered, on its card."""

from django.template.loader import render_to_string

from .permissions import may_answer, may_ask, may_see_money

MOST = 3


def ask_panel(request, deal):
    """The open questions with their two buttons, the last answers, and the way to ask."""
    if not may_see_money(request.user):
        return ""
    context = panel_of(deal, request.user)
    return render_to_string("deals/asks/_panel.html", context, request=request) if context["asks"] or context["may_ask"] else ""


def panel_of(deal, user):
    asks = deal.asks.for_panel()[:MOST] if getattr(deal, "has_asks", True) else []
    return {"deal": deal, "asks": asks, "may_ask": may_ask(user, deal), "may_answer": may_answer(user, deal)}
