from celery import shared_task

from .holidays_ahead import keep_all
from .models import ConfigurationChange
from .sign_in_tidying import tidy as tidy_sign_in


@shared_task(name="accounts.tidy")
def tidy():
    """Forgets attempts, sessions and changes that are over, and learns next year's holidays; most minutes there is nothing to do."""
    tidy_sign_in()
    ConfigurationChange.forget_old_ones()
    keep_all()
