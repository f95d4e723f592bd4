"""Whoever runs the system is told once of a day that nobody could close, and of a clock that holds everything."""

from accounts.models import User
from crm_project.lib import clock
from notifications.telling import notify

from .guard import DRIFT
from .models import DepartmentDay, Tick
from .readiness import LATE


def tick(now=None):
    """What is told has a key of its own: run every minute, it is told once."""
    now = now or clock.now()
    held = Tick.current()
    if held.hold:
        _tell("day.held", f"day.held:{held.hold}:{held.held_since:%Y-%m-%dT%H:%M}", {"why": held.hold})
    if abs(clock.drift()) > DRIFT:
        _tell("day.drift", f"day.drift:{now:%Y-%m-%d}", {"seconds": round(clock.drift().total_seconds())})
    if held.stands_still:
        return
    for row in DepartmentDay.objects.struck(now - LATE).select_related("department").order_by("cut_off"):
        details = {"day": row.day.isoformat(), "department": row.department.name, "cut_off": row.cut_off.isoformat()}
        _tell("day.stuck", f"day.stuck:{row.department_id}:{row.day}", details, row)


def _tell(verb, key, details, about=None):
    notify(User.objects.active().who_may("configure"), verb, about, key=key, details=details)
