"""What may wait goes as one letter in the morning of the next working day, composed when it leaves."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import ngettext, pgettext

from accounts.mail import Letter, deliver
from accounts.models import User
from accounts.speaking import speaking_as
from crm_project.lib import clock
from outbox.handlers import handler
from outbox.post import put

from .kinds import kind_of
from .models import Notice
from .plain import plain
from .preferences import OFF, choice
from .quiet import next_morning
from .reading import read_out

LAST_MINUTE = timedelta(minutes=1)
AT_ONCE = timedelta(minutes=10)
"""Of two who gather at the same time the later one may write its parcel first: the letter looks so far back."""


def gather(person, now, timetable):
    """There is something for the next morning's letter: one parcel per person and morning, whoever asks for it first."""
    moment = next_morning(person, now, timetable)
    window = {"since": now.isoformat(), "until": (moment - LAST_MINUTE).isoformat()}
    put("notice_digest", {"recipient": person.pk, **window}, key=f"digest:{person.pk}:{moment.isoformat()}", due_at=moment)


@handler("notice_digest")
def send(payload):
    """Each notice stands in one letter, whatever the person has changed meanwhile: the hour, or how they wish to be told."""
    person = User.objects.with_rights().by_ids([payload["recipient"]]).active().first()
    if person is None:
        return
    window = datetime.fromisoformat(payload["since"]) - AT_ONCE, datetime.fromisoformat(payload["until"])
    found = Notice.objects.visible_to(person).unread_or_unrung().unmailed().told_between(*window).oldest_first()
    waiting = [notice for notice in found if kind_of(notice.verb).may_wait and choice(person, notice.verb, "mail") != OFF]
    if not waiting:
        return
    with speaking_as(person):
        lines = [plain(reading.text) for reading in read_out(waiting, person)]
        title = ngettext("%(n)s notice gathered for you", "%(n)s notices gathered for you", len(lines)) % {"n": len(lines)}
        deliver(Letter(title, lines, (pgettext("button", "Open"), reverse("notifications:list"))), person.email)
    Notice.objects.by_ids([notice.pk for notice in waiting]).update(mailed_at=clock.now())
