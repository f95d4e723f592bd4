"""Notices that also go by mail, composed when they leave: with the reader's rights and language of that moment."""

from django.urls import reverse
from django.utils.translation import pgettext

from accounts.mail import Letter, deliver
from accounts.speaking import speaking_as
from crm_project.lib import clock
from outbox.handlers import handler

from .models import Notice
from .plain import link_in, plain
from .preferences import OFF, choice
from .reading import read_out


@handler("notice_mail")
def send(payload):
    """What was read or told by the morning's letter while it waited for the end of quiet hours is not said again."""
    notice = Notice.objects.find(payload["recipient"], payload["key"])
    if notice is None or not notice.recipient.is_active or notice.was_read or notice.mailed_at:
        return
    if choice(notice.recipient, notice.verb, "mail") == OFF:
        return
    with speaking_as(notice.recipient):
        reading = read_out([notice], notice.recipient)[0]
        text = plain(reading.text)
        path = reading.url or link_in(reading.text) or reverse("notifications:list")
        deliver(Letter(text, [text], (pgettext("button", "Open"), path)), notice.recipient.email)
    Notice.objects.one(notice.pk).update(mailed_at=clock.now())
