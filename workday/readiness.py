"""What `/readyz` is told: the oldest department's day that should be closed and is not."""

from datetime import timedelta

from crm_project.lib import clock
from crm_project.lib.readiness import Finding, check

from .guard import DRIFT
from .models import DepartmentDay, Tick

LATE = timedelta(minutes=10)


@check("workday")
def workday():
    tick = Tick.current()
    oldest = DepartmentDay.objects.struck(clock.now()).order_by("cut_off").first()
    late = bool(oldest) and clock.now() - oldest.cut_off > LATE
    facts = {
        "oldest_unclosed": oldest.cut_off.isoformat() if oldest else None,
        "hold": tick.hold,
        "clock_drift_seconds": round(clock.drift().total_seconds(), 1),
    }
    return Finding(ok=not late and not tick.hold and abs(clock.drift()) <= DRIFT, facts=facts)
