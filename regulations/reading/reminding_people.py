"""The head asks chosen people to finish reading: each at most once a day, whoever asks."""

from django.db import transaction
from django.db.models import Count, Q

from crm_project.lib import clock
from notifications.telling import notify
from timeline.models import Entry

from ..models import ReadingAssignment
from .matrix import Matrix
from .permissions import may_remind

OWED = Count("items", filter=Q(items__state="owed"))


class NotTheirHead(PermissionError):
    """Only who leads people reminds them."""


def remind_people(ids, *, by):
    """Remind those of the chosen who are the head's own and have something to read; answers how many were told now."""
    if not may_remind(by):
        raise NotTheirHead
    people = [row.person for row in Matrix(by).all_rows if row.person.pk in ids]
    with transaction.atomic():
        rows = ReadingAssignment.objects.open().of_people([one.pk for one in people]).annotate(owed=OWED)
        owed = {}
        for reading in rows:
            owed[reading.user_id] = owed.get(reading.user_id, 0) + reading.owed
        waiting = [one for one in people if owed.get(one.pk)]
        details = {one.pk: {"by": str(by), "sections": owed[one.pk]} for one in waiting}
        told = notify(waiting, "reading.reminded", key=f"reading.reminded:{clock.local_today()}", details_of=details)
        if told:
            names = ", ".join(str(one) for one in waiting if one.pk in told)
            by.record("reminded_of_reading", by=by, audience=Entry.Audience.ADMINS, people=names)
    return len(told)
