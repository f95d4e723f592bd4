from celery import shared_task

from .intake import erase_old


@shared_task(name="leads.erase_old_deliveries")
def erase_old_deliveries():
    """Bodies of deliveries older than thirty days go; most minutes there is nothing to do."""
    erase_old()
