"""Hints to open pages. A hint says that something changed; the page reads the state itself.

Channels: `user:<id>`, `board:<funnel id>`. Nothing depends on a hint arriving.
"""

import json

import structlog
from django.db import transaction

from crm_project.lib import training_mode
from crm_project.lib.breaker import broker_answered, broker_failed, broker_is_away
from crm_project.lib.broker import client

PREFIX = "ordo:live:"

log = structlog.get_logger(__name__)
_hearing = []


def publish(channel, event, data=None):
    """Tell whoever listens to the channel, after commit; whatever is wrong with the broker, nobody waits for it.

    Of training records nobody is told.
    """
    if training_mode.is_on():
        return
    message = json.dumps({"event": event, "data": data or {}}, ensure_ascii=False)
    transaction.on_commit(lambda: _send(channel, message), robust=True)


def heard_by(function):
    """Register `def channels(user) -> names` of what this person's pages listen to besides `user:<id>`."""
    _hearing.append(function)
    return function


def channels_of(user):
    return {f"user:{user.pk}"}.union(*(function(user) for function in _hearing))


def _send(channel, message):
    if broker_is_away():
        return
    try:
        client().publish(PREFIX + channel, message)
        broker_answered()
    except Exception as error:  # a hint is a convenience: any fault of the broker ends here
        broker_failed()
        log.info("live.failed", error=type(error).__name__)
