from celery import shared_task

from crm_project.lib import clock

from . import forgetting
from .models import ImportRun
from .running import run_import


@shared_task(name="exchange.resume", queue="bulk")
def resume():
    """Carries on with imports that wait or whose worker has fallen silent."""
    for pk in ImportRun.objects.due(clock.now()).values_list("pk", flat=True):
        run_import(pk)


@shared_task(name="exchange.forget_old_files", queue="bulk")
def forget_old_files():
    """Most minutes there is nothing to do."""
    forgetting.forget_old_files()
