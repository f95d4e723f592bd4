"""Celery: jobs live in each app's jobs.py; one tick a minute asks the database what is due."""

import gc
import os
import warnings

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_project.settings")

app = Celery("ordo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")


@worker_init.connect
def share_memory(**kwargs):
    """What is loaded before the fork stays shared by the children."""
    gc.collect()
    gc.freeze()


if os.environ.get("APP_ENV") != "production":
    warnings.filterwarnings("ignore", message="You're running the worker with superuser")
