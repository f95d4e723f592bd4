from celery import shared_task

from .holidays_ahead import keep_all
from .sign_in_tidying import tidy as tidy_sign_in


@shared_task(name="accounts.tidy")
def tidy():
    """Forgets attempts and sessions that are over, and learns next year's holidays; most minutes there is nothing to do."""
    tidy_sign_in()
    keep_all()
