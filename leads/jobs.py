from celery import shared_task

from . import distribution
from .intake import erase_old


@shared_task(name="leads.erase_old_deliveries")
def erase_old_deliveries():
    """Bodies of deliveries older than thirty days go; most minutes there is nothing to do."""
    erase_old()


@shared_task(name="leads.distribute")
def distribute():
    """Leads whose time to answer is over go on; those nobody could be asked about are handed out when somebody begins work."""
    distribution.pass_on_unanswered()
    distribution.distribute_waiting()
