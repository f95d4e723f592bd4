"""One form sent is one record, however often and however fast it is sent."""

from uuid import UUID

from django.db import connection


def made_before(model, token):
    """The record this token has made, or None. Inside a transaction: the same form sent twice at once waits here for itself."""
    if not token:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [UUID(str(token)).int % 2**62])
    return model.objects.filter(token=token).first()
