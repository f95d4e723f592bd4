from celery import shared_task

from .hand_over import carry_on
from .holidays_ahead import keep_all
from .models import ConfigurationChange, HandOver
from .sign_in_tidying import tidy as tidy_sign_in


@shared_task(name="accounts.tidy")
def tidy():
    """Forgets attempts, sessions and changes that are over, and learns next year's holidays; most minutes there is nothing to do."""
    tidy_sign_in()
    ConfigurationChange.forget_old_ones()
    keep_all()


@shared_task(name="accounts.hand_over", queue="bulk")
def hand_over():
    """Goes on with records of people who left, until nothing is left."""
    for pk in HandOver.objects.going().values_list("pk", flat=True):
        carry_on(pk)
