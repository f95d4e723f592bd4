from celery import shared_task
from celery.signals import worker_ready
from django.core.management import call_command

from crm_project.celery import app
from crm_project.lib import ticks
from crm_project.lib.broker import client
from crm_project.lib.readiness_marks import note_tick


@shared_task(name="crm_project.tick")
def tick():
    """Wakes every registered job; the messages die with the minute, so that none pile up."""
    note_tick(client())
    for job, queue in ticks.jobs().items():
        app.send_task(job, queue=queue, expires=55)


@shared_task(name="crm_project.clear_sessions")
def clear_sessions():
    call_command("clearsessions")


@worker_ready.connect
def tick_at_once(**kwargs):
    """A worker that comes up after a pause asks at once what was missed."""
    app.send_task("crm_project.tick", queue="critical", expires=55)
