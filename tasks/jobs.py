from celery import shared_task

from .escalation import escalate_overdue
from .handoffs import tell_of_unaccepted
from .late_payments import plan_for_late_payments
from .reminders import remind_due
from .rhythm import tick as reckon_rhythm


@shared_task(name="tasks.remind")
def remind():
    """Runs at every tick; tells people of the tasks whose reminder is due."""
    remind_due()


@shared_task(name="tasks.late_payments")
def late_payments():
    """Runs at every tick; a payment that did not come by its day is a task for the owner of the deal."""
    plan_for_late_payments()


@shared_task(name="tasks.escalate")
def escalate():
    """Runs at every tick; tells whoever leads of what stays overdue longer than its type allows."""
    escalate_overdue()


@shared_task(name="tasks.unaccepted")
def unaccepted():
    """Runs at every tick; tells of hand-offs that nobody accepted within their limit."""
    tell_of_unaccepted()


@shared_task(name="tasks.rhythm")
def rhythm():
    """Runs at every tick; reckons when clients are to be contacted again, and plans a task where one is wanted."""
    reckon_rhythm()
