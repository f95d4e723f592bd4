"""How long an enquiry waits for an answer, in working time of whoever looks."""

from dataclasses import dataclass

from accounts.schedule import timetable_of
from crm_project.lib import clock, formats
from crm_project.lib.working_time import working_minutes

from .models import Lead

SOON, LATE = 30, 45
"""Working minutes after which a waiting lead turns amber and red: people call the next seller within the hour."""

_LONGEST_DAYS = 7


@dataclass(frozen=True)
class Wait:
    """`tone` is a kind of chip: plan, today, over."""

    minutes: int
    tone: str
    text: str


def put_on(leads, user):
    """Set `lead.wait` on those that still wait, None on the others."""
    now = clock.now()
    for lead in leads:
        lead.wait = wait_of(lead, user, now) if lead.is_waiting else None
    return leads


def wait_of(lead, user, now):
    age = now - lead.created_at
    if age.days >= _LONGEST_DAYS:
        return Wait(age.days * 24 * 60, "over", formats.age(age))
    timetable = timetable_of(user)
    zone = timetable.zone(user, now.date())
    minutes = int(working_minutes(lead.created_at, now, lambda day: timetable.intervals(user, day), zone))
    tone = "over" if minutes >= LATE else "today" if minutes >= SOON else "plan"
    return Wait(minutes, tone, formats.age(age))


def waiting_badge(request):
    """The enquiries this person could take or has been given and not begun."""
    return Lead.objects.visible_to(request.user).waiting()
