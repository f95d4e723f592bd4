"""What the outbox does for records on their way to a colleague: it wakes the worker of the long queue."""

from crm_project.lib.wake import wake
from outbox.handlers import handler

from .hand_over import PARCEL


@handler(PARCEL)
def wake_hand_over(payload):
    wake("accounts.hand_over", queue="bulk")
