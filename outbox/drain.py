from time import monotonic

from crm_project.lib import clock

from .models import Parcel


def drain(limit=5000, seconds=50):
    """Deliver due parcels one by one until none is left, the limit or the time is reached; tells (sent, failed)."""
    sent = failed = 0
    stop_at = monotonic() + seconds
    while sent + failed < limit and monotonic() < stop_at:
        parcel = Parcel.objects.take_one(clock.now())
        if parcel is None:
            break
        if parcel.deliver():
            sent += 1
        else:
            failed += 1
    return sent, failed
