"""A move that its author can no longer undo is told to the apps that act on it."""

from django.apps import apps
from django.db import transaction

from outbox.handlers import handler

from .models import Card
from .signals import card_settled


@handler("deals.settled")
def settle(payload):
    """Tell once more what happened, unless it was undone meanwhile. Who listens does nothing twice."""
    model = _model_of(payload["kind"])
    with transaction.atomic():
        move = model.move_model.objects.select_for_update().filter(pk=payload["move"], undone_at=None).first()
        if move:
            card = model.objects.select_related("funnel", "stage", "owner").get(pk=move.card_id)
            card_settled.send(model, card=card, move=move)


def _model_of(kind):
    return next(model for model in apps.get_models() if issubclass(model, Card) and model.kind == kind)
