"""How long an enquiry waits for an answer, in working time of whoever looks."""

import math
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.schedule import timetable_of
from crm_project.lib import clock, formats
from crm_project.lib.working_time import working_minutes

from .models import HandOut, Lead

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
    """Set `lead.wait` on those that still wait, None on the others, and `lead.hand_out` on those that were handed out."""
    now = clock.now()
    known = {one.lead_id: one for one in HandOut.objects.of_leads(leads)} if leads else {}
    for lead in leads:
        lead.hand_out = known.get(lead.pk)
        lead.wait = _of(lead, user, now) if lead.is_waiting else None
    return leads


def _of(lead, user, now):
    has_term = lead.owner_id and lead.hand_out and lead.hand_out.answer_by
    return time_left(lead, user, now) if has_term else wait_of(lead, user, now)


def time_left(lead, user, now):
    """The clock of a handed out lead runs down: in the working time of whoever was asked, until it goes to the next."""
    ends, timetable = lead.hand_out.answer_by, timetable_of(user)
    if ends <= now:
        return Wait(0, "over", _("time is up"))
    zone = timetable.zone(lead.owner, now.date())
    minutes = math.ceil(working_minutes(now, ends, lambda day: timetable.intervals(lead.owner, day), zone))
    whole = working_minutes(lead.hand_out.at, ends, lambda day: timetable.intervals(lead.owner, day), zone)
    text = _("%(time)s left") % {"time": formats.duration(timedelta(minutes=minutes))}
    return Wait(minutes, "today" if minutes * 3 <= whole else "plan", text)


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
