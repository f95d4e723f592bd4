"""One form sent is one record, however often and however fast it is sent."""

import hashlib
from uuid import UUID

from django.db import connection


def made_before(model, token):
    """The record this token has made, or None. Inside a transaction: the same form sent twice at once waits here for itself."""
    if not token:
        return None
    _wait(UUID(str(token)).int)
    return model.objects.filter(token=token).first()


def one_at_a_time(name):
    """Until the transaction is over nobody else gets past this line under the same name."""
    _wait(_number_of(name))


def together(name):
    """As many as like get past this line, but nobody while `one_at_a_time` of this name is at work, nor it while they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_number_of(name) % 2**62])


def _number_of(name):
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])


def _wait(number):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number % 2**62])
