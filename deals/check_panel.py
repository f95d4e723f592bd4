"""What the head found in a won deal, on its card; and what waits for the head, on the pages of the day."""

from django.template.loader import render_to_string

from .models import Ask, WinCheck
from .permissions import may_check

SHOWN = 5


def check_panel(request, deal):
    """Nothing on a deal that is not won or was not drawn."""
    if deal.stage.kind != "won" or not getattr(deal, "has_win_check", True):
        return ""
    check = WinCheck.objects.of_deal(deal).for_list().first()
    if check is None:
        return ""
    context = {
        "deal": deal,
        "check": check,
        "may_check": may_answer_check(request.user, check),
        "may_reply": may_reply(request.user, check),
    }
    return render_to_string("deals/checks/_panel.html", context, request=request)


def may_answer_check(user, check):
    return may_check(user, check.deal, check.owner_id)


def may_reply(user, check):
    """Whose win it is, once, to remarks."""
    return check.owner_id == user.pk and check.is_in_order is False and check.replied_at is None


def waiting_for(user):
    """{asks, wins and how many of each} that this person is to answer; None when there are none of either."""
    asks, wins = Ask.objects.awaiting(user), WinCheck.objects.awaiting(user)
    found = list(asks.for_panel().select_related("deal")[: SHOWN + 1])
    n_wins = wins.count()
    if not found and not n_wins:
        return None
    n_asks = asks.count() if len(found) > SHOWN else len(found)
    return {"asks": found[:SHOWN], "n_asks": n_asks, "n_more": n_asks - min(len(found), SHOWN), "n_wins": n_wins}
