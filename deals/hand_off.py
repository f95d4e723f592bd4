"""A won deal starts the next funnel: service after the sale, the repeat sale."""

from uuid import NAMESPACE_URL, uuid5

from django.dispatch import receiver

from .models import Deal, DealMove
from .signals import card_settled


@receiver(card_settled, sender=Deal, dispatch_uid="deals.hand_off")
def hand_off(sender, card, move, **kwargs):
    """One win makes one deal in the next funnel, however often it is told; the old card shows the way to the new."""
    following = card.funnel.next_funnel
    if move.way != DealMove.Way.WON or following is None or following.retired_at or card.deleted_at:
        return
    token = uuid5(NAMESPACE_URL, f"ordo:next:{move.pk}")
    if Deal.objects.filter(token=token).exists():
        return
    deal = Deal.start(funnel=following, by=None, owner=card.owner, values=_carried(card), token=token, handed_on=True)
    deal.record("handed_on", by=None, name=card.name, funnel=card.funnel.name, deal=card.pk)
    card.record("next_started", by=None, name=deal.name, funnel=following.name, deal=deal.pk)


def _carried(card):
    """Who it is and where they came from; what is sold is the business of the new funnel."""
    return {"company": card.company, "contact": card.contact, "source": card.source}
