from django.db import transaction

from crm_project.lib import clock
from crm_project.lib.wake import wake

from .models import Parcel


def put(kind, payload, *, key=None, due_at=None):
    """Write one parcel in the transaction of the change. With a `key` that was used before nothing happens.

    `payload` holds JSON primitives; `due_at` is when it may leave, now by default.
    """
    put_many(kind, [(key, payload)], due_at=due_at)


def put_many(kind, keyed_payloads, *, due_at=None):
    """`keyed_payloads`: (key or None, payload) pairs, written by one statement."""
    now = clock.now()
    parcels = [Parcel(kind=kind, key=key, payload=payload, due_at=due_at or now, created_at=now) for key, payload in keyed_payloads]
    Parcel.objects.bulk_create(parcels, ignore_conflicts=True, batch_size=2000)
    if due_at is None:
        transaction.on_commit(wake, robust=True)
