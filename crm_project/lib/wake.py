"""A best-effort nudge to the drainer; the sweep of every minute is the guarantee."""

import structlog

from crm_project.lib import training_mode
from crm_project.lib.breaker import broker_failed, broker_is_away

log = structlog.get_logger(__name__)


def wake(job="outbox.drain", queue="critical"):
    """Ask a worker to look what is due now. Whatever is wrong with the broker, the caller does not notice."""
    from crm_project.celery import app

    if broker_is_away() or training_mode.is_on():
        return
    try:
        app.send_task(job, retry=False, queue=queue, ignore_result=True, expires=60)
    except Exception as error:  # the broker is a convenience: any fault of it is the sweep's business
        broker_failed()
        log.info("wake.failed", error=type(error).__name__)
