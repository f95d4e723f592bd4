from celery import shared_task

from .drain import drain as drain_outbox


@shared_task(name="outbox.drain")
def drain():
    """Delivers whatever is due; runs when woken and at every tick."""
    drain_outbox()
