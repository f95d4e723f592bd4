"""What the outbox does for acts on many records: it wakes the worker of the long queue."""

from crm_project.lib.wake import wake
from outbox.handlers import handler


@handler("bulk.carry_on")
def wake_act(payload):
    wake("bulk.carry_on", queue="bulk")
