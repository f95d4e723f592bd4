"""Payments on the card: what is to come, what came, what is left."""

from django.template.loader import render_to_string

from .money import schedule_of
from .permissions import may_change_payments, may_see_money


def payment_panel(request, deal):
    """Nothing for those who may not see sums; an empty one costs no question."""
    if not may_see_money(request.user):
        return ""
    return render_to_string("deals/payments/_panel.html", panel_of(deal, request.user), request=request)


def panel_of(deal, user):
    is_empty = not (getattr(deal, "has_expected", True) or getattr(deal, "has_payments", True))
    schedule = None if is_empty else schedule_of(deal, is_waited_for=deal.deleted_at is None and deal.stage.kind != "lost")
    return {"deal": deal, "schedule": schedule, "may_change": may_change_payments(user, deal)}
