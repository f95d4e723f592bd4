"""The cards of a stage that is taken away go on, a few at a time: nobody's move waits for them."""

from datetime import timedelta

from accounts.models import User
from crm_project.lib import clock
from outbox.handlers import handler
from outbox.post import put

from .models import Stage

AT_ONCE = 100
_LATE = timedelta(minutes=1)


@handler("deals.stage_goes")
def empty(payload):
    """Carry some cards over, each by a transaction of its own; the last round takes the stage off the board.

    A move that began before the stage was taken away may still put a card into it: a minute later we look once more.
    """
    stage = Stage.objects.select_related("funnel", "goes_to").get(pk=payload["stage"])
    by = User.objects.filter(pk=payload["by"]).first()
    cards = list(stage.funnel.cards_in(stage).order_by("pk")[:AT_ONCE])
    heir = stage.heir
    for card in cards:
        card.carry_over(heir, by=by)
    if len(cards) == AT_ONCE:
        _again(payload, None)
    elif stage.retired_at is None:
        stage.funnel.finish_removal(stage)
        _again(payload, clock.now() + _LATE)


def _again(payload, due_at):
    turn = payload.get("turn", 0) + 1
    put("deals.stage_goes", {**payload, "turn": turn}, key=f"stage_goes:{payload['stage']}:{turn}", due_at=due_at)
