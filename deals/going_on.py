"""A client who went silent: the lost deal goes on as one new deal in the funnel that its loss reason names."""

from uuid import NAMESPACE_URL, uuid5

from django.dispatch import receiver

from crm_project.lib.once import one_at_a_time

from .models import Deal, DealMove
from .signals import card_settled


@receiver(card_settled, sender=Deal, dispatch_uid="deals.go_on_elsewhere")
def go_on_elsewhere(sender, card, move, **kwargs):
    """One loss makes one deal however often it is told, and none where the client has an open one there already."""
    reason = card.loss_reason
    if move.way != DealMove.Way.LOST or card.deleted_at or not reason or not reason.return_funnel:
        return
    funnel, token = reason.return_funnel, uuid5(NAMESPACE_URL, f"ordo:return:{move.pk}")
    if funnel.retired_at or Deal.objects.filter(token=token).exists():
        return
    one_at_a_time(f"return of {card.company_id} {card.contact_id} to {funnel.pk}")
    deal = _open_one(card, funnel)
    if deal is None:
        owner = card.owner if card.owner and card.owner.is_active else card.department.head
        values = {"company": card.company, "contact": card.contact, "source": card.source}
        deal = Deal.start(funnel=funnel, by=None, owner=owner, values=values, token=token, handed_on=True)
    if not deal.entries.filter(verb="came_back", details__deal=card.pk).exists():
        deal.record("came_back", by=None, name=card.name, reason=reason.name, deal=card.pk)
        card.record("goes_on", by=None, name=deal.name, funnel=funnel.name, deal=deal.pk)


def _open_one(card, funnel):
    """The open deal of the same client in the funnel, the oldest; a card without a client has none."""
    client = {"company": card.company} if card.company_id else {"contact": card.contact} if card.contact_id else None
    return Deal.objects.live().open().filter(funnel=funnel, **client).order_by("pk").first() if client else None
