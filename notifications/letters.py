"""Notices that also go by mail, composed when they leave: with the reader's rights and language of that moment."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import pgettext

from accounts.mail import Letter, deliver
from outbox.handlers import handler

from .models import Notice
from .plain import plain
from .reading import read_out


@handler("notice_mail")
def send(payload):
    """What was read meanwhile, while the letter waited for the end of quiet hours, is not said again."""
    notice = Notice.objects.find(payload["recipient"], payload["key"])
    if notice is None or not notice.recipient.is_active or notice.was_read:
        return
    with translation.override(notice.recipient.language or None):
        reading = read_out([notice], notice.recipient)[0]
        text = plain(reading.text)
        path = reading.url or reverse("notifications:list")
        deliver(Letter(text, [text], (pgettext("button", "Open"), path)), notice.recipient.email)
