from celery import shared_task

from .reminders import remind_due


@shared_task(name="tasks.remind")
def remind():
    """Runs at every tick; tells people of the tasks whose reminder is due."""
    remind_due()
