from celery import shared_task

from . import alerts, closing, warning


@shared_task(name="workday.close")
def close():
    """Closes each day whose hour has struck and that nobody has closed yet."""
    closing.tick()


@shared_task(name="workday.warn")
def warn():
    """Says once what is still open before the close, and in the morning what the day brings."""
    warning.tick()


@shared_task(name="workday.alert")
def alert():
    """Says once to whoever configures that a day could not be closed, or that the clock holds everything."""
    alerts.tick()
