"""Letters of the product itself: invitation, reset, notice. What is secret in them is made at the moment of sending,
so that it lies neither in the outbox nor in a log."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from crm_project.lib.text import clean_line
from outbox.handlers import handler
from outbox.post import put


@dataclass(frozen=True)
class Letter:
    """`lines` are paragraphs, `button` is (text, path) of the one link; a letter to a client is signed by the company."""

    subject: Any
    lines: list = field(default_factory=list)
    button: tuple | None = None
    signature: Any = ""
    reply_to: str = ""


_letters: dict[str, Callable] = {}


def letter(name):
    """Declare `def compose(facts) -> Letter`, or None when by now there is nothing to say."""

    def remember(compose):
        _letters[name] = compose
        return compose

    return remember


def post(name, to, *, language="", key=None, **facts):
    """Write the letter's parcel in the transaction of the change, in the company's language unless another is named.

    Facts are JSON primitives and never secret.
    """
    from .models import Workspace

    put("mail", {"letter": name, "to": to, "language": language or Workspace.current().language, "facts": facts}, key=key)


def is_configured():
    """Without a mail server letters lie as files in the data folder, and administrators hand links over themselves."""
    return bool(settings.EMAIL_HOST)


@handler("mail")
def send(payload):
    with translation.override(payload["language"]):
        composed = _letters[payload["letter"]](payload["facts"])
        if composed is not None:
            deliver(composed, payload["to"])


def deliver(composed, to):
    """Text and simple HTML of the same words; links begin with the configured address, whatever host was asked."""
    label, path = composed.button or ("", "")
    context = {"lines": composed.lines, "button": label, "link": settings.BASE_URL + path if label else ""}
    context |= {"subject": composed.subject, "signature": composed.signature or _("Ordo")}
    message = EmailMultiAlternatives(
        subject=clean_line(composed.subject)[:200],
        body=render_to_string("accounts/mail/letter.txt", context),
        to=[clean_line(to)],
        reply_to=[clean_line(composed.reply_to)] if composed.reply_to else None,
    )
    message.attach_alternative(render_to_string("accounts/mail/letter.html", context), "text/html")
    message.send()
