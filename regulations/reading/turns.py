"""Who waits for whom: people confirm side by side, and nobody confirms while it is being reckoned who owes what."""

from django.db import connection

_SHARED = "SELECT pg_advisory_xact_lock_shared(hashtext('regulations.reading'), %s)"
_ALONE = "SELECT pg_advisory_xact_lock(hashtext('regulations.reading'), %s)"


def among_others(regulation):
    """Until the transaction is over nobody reckons anew what is owed of this regulation."""
    _lock(_SHARED, regulation)


def alone(regulation):
    """Until the transaction is over nobody else reckons or confirms."""
    _lock(_ALONE, regulation)


def _lock(statement, regulation):
    with connection.cursor() as cursor:
        cursor.execute(statement, [regulation.pk % 2**31])
