from celery import shared_task

from .sweeping import sweep


@shared_task(name="contacts.find_doubles", queue="bulk")
def find_doubles():
    """Runs at every tick; compares the cards that changed with all others, a bounded number of them."""
    sweep()
