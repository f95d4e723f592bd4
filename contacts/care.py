"""How the company looks after its clients: settings, and the question whether data is still right."""

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import Workspace
from crm_project.lib import clock
from timeline.models import Entry

from .days_of_check import SURE_ON, sure_on
from .greeting import READY


def rewrite_care(form, *, by):
    """Save the form; a text that says what the ready one says stays empty, so that it goes on with the ready one."""
    with transaction.atomic():
        settings = form.instance
        for language, ready in READY.items():
            for name, words in zip((f"subject_{language}", f"text_{language}"), ready, strict=True):
                if getattr(settings, name).replace("\r\n", "\n") == words:
                    setattr(settings, name, "")
        settings.save()
        facts = {"greet": settings.greet, "remind_days": settings.remind_days}
        Entry.fact("workspace", 0, "care_changed", by=by, audience=Entry.Audience.ADMINS, **facts).save(force_insert=True)


def to_check_before():
    """Data checked before this date is asked about again; None where nobody is asked."""
    return Workspace.current().asks_before(localdate(clock.now()))


def unchecked(clients):
    """Those whose data nobody has checked for so long; a card that was never checked counts from its making."""
    before = to_check_before()
    if before is None:
        return clients.none()
    return clients.alias(sure_on=SURE_ON).filter(sure_on__lt=before)


def is_to_check(client):
    before = to_check_before()
    return before is not None and sure_on(client) < before
