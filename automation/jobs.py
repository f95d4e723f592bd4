from celery import shared_task

from .acting import act_on_due
from .planning import sweep


@shared_task(name="automation.act")
def act():
    """Plans what the calendar asks for and does what is due; runs when woken and at every tick."""
    sweep()
    act_on_due()
