"""Reservation and shipment on the card: product by product what is sold, kept and gone, and the papers of it."""

from django.template.loader import render_to_string

from .goods import goods_of
from .permissions import may_deliver, may_edit


def delivery_panel(request, deal):
    """Hidden, and of no cost, while the deal has neither products nor deliveries."""
    return render_to_string("deals/deliveries/_panel.html", panel_of(deal, request.user), request=request)


def delivery_items(request, deal):
    """The way to the first delivery of a deal without products."""
    if _is_shown(deal) or not may_deliver(request.user, deal):
        return ""
    return render_to_string("deals/deliveries/_menu.html", {"deal": deal})


def panel_of(deal, user):
    known = None if getattr(deal, "has_deliveries", True) else []
    waits = deal.deleted_at is None and deal.stage.kind != "lost"
    goods = goods_of(deal, known, is_waited_for=waits)
    return {
        "deal": deal,
        "goods": goods,
        "is_shown": bool(goods.rows or goods.is_used),
        "may_deliver": may_deliver(user, deal),
        "may_end": may_edit(user, deal),
    }


def _is_shown(deal):
    return getattr(deal, "has_deliveries", True) or bool(deal.lines.all())
