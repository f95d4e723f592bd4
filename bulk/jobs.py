from celery import shared_task

from crm_project.lib import clock

from .models import BulkAct
from .running import carry_on as carry_on_with


@shared_task(name="bulk.carry_on", queue="bulk")
def carry_on():
    """Goes on with acts that wait or whose worker has fallen silent."""
    for pk in BulkAct.objects.due(clock.now()).values_list("pk", flat=True):
        carry_on_with(pk)


@shared_task(name="bulk.forget", queue="bulk")
def forget():
    """Takes away choices that came to nothing and reports of a month ago."""
    BulkAct.objects.forget_old(clock.now())
