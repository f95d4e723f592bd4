"""Notices that also go by mail, composed when they leave: with the reader's rights and language of that moment."""

from html import unescape

from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import pgettext

from accounts.mail import Letter, deliver
from outbox.handlers import handler

from .models import Notice
from .reading import read_out


@handler("notice_mail")
def send(payload):
    notice = Notice.objects.find(payload["recipient"], payload["key"])
    if notice is None or not notice.recipient.is_active:
        return
    with translation.override(notice.recipient.language or None):
        reading = read_out([notice], notice.recipient)[0]
        text = _plain(reading.text)
        path = reading.url or reverse("notifications:list")
        deliver(Letter(text, [text], (pgettext("button", "Open"), path)), notice.recipient.email)


def _plain(markup):
    return unescape(strip_tags(str(markup)))
