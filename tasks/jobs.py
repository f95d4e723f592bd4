from celery import shared_task

from .late_payments import plan_for_late_payments
from .reminders import remind_due


@shared_task(name="tasks.remind")
def remind():
    """Runs at every tick; tells people of the tasks whose reminder is due."""
    remind_due()


@shared_task(name="tasks.late_payments")
def late_payments():
    """Runs at every tick; a payment that did not come by its day is a task for the owner of the deal."""
    plan_for_late_payments()
