"""What the outbox does for imports: it wakes the worker of the long queue, so that the drain never waits for a file."""

from crm_project.lib.wake import wake
from outbox.handlers import handler


@handler("exchange.run")
def wake_import(payload):
    wake("exchange.resume", queue="bulk")
