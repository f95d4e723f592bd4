"""The score where people look: on the card of the won deal, and on the card of its client."""

from django.template.loader import render_to_string

from .models import DealScore, ScoreSettings
from .permissions import may_edit

SHOWN = 3


def score_panel(request, deal):
    """What the buyer thinks; on a deal that is not won there is nothing to think about."""
    if deal.stage.kind != "won" or deal.deleted_at:
        return ""
    score = DealScore.objects.of_deal(deal).select_related("noted_by").first()
    is_answered = score is not None and score.value is not None
    context = {
        "deal": deal,
        "score": score,
        "is_answered": is_answered,
        "is_low": is_answered and score.value <= ScoreSettings.current().low,
        "may_note": may_edit(request.user, deal) and not (score and score.is_clients_own),
    }
    return render_to_string("deals/scores/_panel.html", context, request=request)


def scores_of(client, user):
    """The last scores of a client among the deals one may see, or nothing."""
    scores = DealScore.objects.answered().of_client(client).visible_to(user).select_related("deal").order_by("-answered_at")
    rows = list(scores[:SHOWN])
    return {"scores": rows, "low": ScoreSettings.current().low} if rows else None
