from celery import shared_task

from . import ticking


@shared_task(name="training.tick")
def tick():
    """Runs at every tick; does what is due of tests, certificates and questions."""
    ticking.tick()
