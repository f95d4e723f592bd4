from crm_project.lib import clock
from crm_project.lib.readiness import Finding, check

from .models import Parcel

LONGEST_WAIT_SECONDS = 300


@check("outbox")
def oldest_due_parcel():
    """What was due five minutes ago has left, or somebody must look."""
    now = clock.now()
    oldest = Parcel.objects.due(now).order_by("due_at").values_list("due_at", flat=True).first()
    waits = 0 if oldest is None else round((now - oldest).total_seconds())
    return Finding(ok=waits <= LONGEST_WAIT_SECONDS, facts={"oldest_due_seconds": waits, "dead": Parcel.objects.dead().count()})
