"""What the outbox does for imports: it wakes the worker of the long queue, so that the drain never waits for a file."""

from outbox.handlers import handler


@handler("exchange.run")
def wake_import(payload):
    from crm_project.celery import app

    app.send_task("exchange.resume", queue="bulk", retry=False, ignore_result=True)
