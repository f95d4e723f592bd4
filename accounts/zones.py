"""The zone on a person's wall, cheap enough for every request: what is set for departments is remembered for half a minute."""

from time import monotonic

from crm_project.lib import clock

from .schedule import Timetable

SECONDS = 30
_known = {}


def zone_name_of(user):
    """The IANA name of the person's own zone, else the department's, else the company's."""
    if user.zone:
        return user.zone
    name, until = _known.get(user.department_id, ("", 0))
    if monotonic() > until:
        name = str(Timetable().zone(user, clock.now().date()))
        _known[user.department_id] = (name, monotonic() + SECONDS)
    return name


def forget():
    """Somebody changed a schedule: the next request looks anew."""
    _known.clear()
