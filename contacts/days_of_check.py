"""Since which day the data of a client is sure, in the words of the database and of Python."""

from datetime import UTC

from django.db.models import DateField, Func
from django.db.models.functions import Coalesce


class _DayOfUtc(Func):
    """An index keeps only what no setting changes: the zone of the company may change."""

    arity = 1
    output_field = DateField()
    template = "timezone('UTC', %(expressions)s)::date"


SURE_ON = Coalesce("checked_on", _DayOfUtc("created_at"))
"""The last check; a card that was never checked counts from its making."""


def sure_on(client):
    return client.checked_on or client.created_at.astimezone(UTC).date()
