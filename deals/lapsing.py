"""A question about the deal as it stood ends with that: once it has moved, is closed or belongs to somebody else."""

from django.dispatch import receiver

from .models import Ask, Deal
from .signals import card_moved, owner_changed


@receiver(card_moved, sender=Deal, dispatch_uid="deals.lapse_of_a_move")
def lapse_of_a_move(sender, card, move, by, **kwargs):
    if card.back_asked_at is not None:
        Ask.follow(card, move, by=by)


@receiver(owner_changed, sender=Deal, dispatch_uid="deals.lapse_of_giving")
def lapse_of_giving(sender, card, before, by, **kwargs):
    if card.back_asked_at is not None:
        Ask.lapse(card, Ask.Fate.GIVEN, by=by)
