"""The zone on a person's wall, cheap enough for every request."""

from crm_project.lib import clock

from .schedule import timetable_of


def zone_name_of(user):
    """The IANA name of the person's own zone, else the department's, else the company's."""
    return user.zone or str(timetable_of(user).zone(user, clock.now().date()))
