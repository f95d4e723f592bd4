from celery import shared_task

from . import alerts, closing, enforcing, looks, warning


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


@shared_task(name="workday.enforce")
def enforce():
    """Does what departments asked for after a breach: each once."""
    enforcing.tick()


@shared_task(name="workday.look")
def look():
    """Looks at how the days that were published were brought in order: each person's day once."""
    looks.tick()
