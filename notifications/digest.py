"""What may wait goes as one letter in the morning of the next working day, composed when it leaves."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from accounts.mail import Letter, deliver
from accounts.models import User
from outbox.handlers import handler
from outbox.post import put

from .models import Notice
from .plain import plain
from .preferences import DIGEST, choice
from .quiet import next_morning
from .reading import read_out

LAST_MINUTE = timedelta(minutes=1)


def gather(person, now, timetable):
    """There is something for the next morning's letter: one parcel per person and morning, whoever asks for it first."""
    moment = next_morning(person, now, timetable)
    window = {"since": now.isoformat(), "until": (moment - LAST_MINUTE).isoformat()}
    put("notice_digest", {"recipient": person.pk, **window}, key=f"digest:{person.pk}:{moment.isoformat()}", due_at=moment)


@handler("notice_digest")
def send(payload):
    person = User.objects.with_rights().by_ids([payload["recipient"]]).active().first()
    if person is None:
        return
    window = datetime.fromisoformat(payload["since"]), datetime.fromisoformat(payload["until"])
    waiting = Notice.objects.visible_to(person).unread_or_unrung().told_between(*window).oldest_first()
    waiting = [notice for notice in waiting if choice(person, notice.verb, "mail") == DIGEST]
    if not waiting:
        return
    with translation.override(person.language or None):
        lines = [plain(reading.text) for reading in read_out(waiting, person)]
        title = ngettext("%(n)s notice gathered for you", "%(n)s notices gathered for you", len(lines)) % {"n": len(lines)}
        button = translation.pgettext("button", "Open"), reverse("notifications:list")
        deliver(Letter(title, lines, button), person.email)
