"""Which wins the head looks at: a random part, decided once for a deal and a month, and at least one a month of each person.

The lot hangs on the deal and the month alone, so that winning a deal again draws no other one.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.dispatch import receiver

from accounts.models import Workspace
from outbox.handlers import handler
from outbox.post import put

from .models import CardMove, Deal, DealMove, WinCheck, WinCheckSettings
from .models.checks import lot
from .signals import card_settled

KIND = "deals.win_of_month"


@receiver(card_settled, sender=Deal, dispatch_uid="deals.draw_win")
def draw_win(sender, card, move, **kwargs):
    """A win that can no longer be undone; heard twice, it draws the same."""
    share = WinCheckSettings.current().share_for(card.funnel)
    if move.way != CardMove.Way.WON or not share or card.deleted_at or card.stage.kind != "won":
        return
    month = month_of(move.at)
    if lot(card.pk, month) < share / 100:
        WinCheck.draw(card, move.at)
    if card.owner_id:
        payload = {"owner": card.owner_id, "month": month.isoformat()}
        put(KIND, payload, key=f"win-month:{card.owner_id}:{month:%Y-%m}", due_at=_span(month)[1])


@handler(KIND)
def draw_of_month(payload):
    """The month is over: whoever won deals in it and had none drawn gets the one with the lowest lot looked at."""
    month = date.fromisoformat(payload["month"])
    start, end = _span(month)
    if WinCheck.objects.of_person(payload["owner"]).won_between(start, end).standing().exists():
        return
    moves = DealMove.objects.filter(way=CardMove.Way.WON, undone_at=None, at__gte=start, at__lt=end)
    won = Deal.objects.won().of_owner(payload["owner"]).filter(win_check=None)
    at = dict(moves.filter(card__in=won).order_by("at").values_list("card", "at"))
    known = WinCheckSettings.current()
    deals = [deal for deal in won.filter(pk__in=at).select_related("funnel", "owner", "department") if known.share_for(deal.funnel)]
    if deals:
        drawn = min(deals, key=lambda deal: lot(deal.pk, month))
        WinCheck.draw(drawn, at[drawn.pk])


def month_of(moment):
    """The first day of the company's month."""
    return moment.astimezone(_zone()).date().replace(day=1)


def _span(month):
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return tuple(datetime(day.year, day.month, 1, tzinfo=_zone()) for day in (month, following))


def _zone():
    return ZoneInfo(Workspace.current().zone)
