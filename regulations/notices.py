"""What people are told about the writing of the handbook."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib.formats import day
from notifications.kinds import notice
from notifications.telling import notify


@notice("regulation.approval_asked", gettext_lazy("I am asked to approve an edition of the handbook"), icon="book-2", mail=True)
def approval_asked(told, regulation):
    return _of(_("{by} asks you to approve edition {number} of {code}"), told)


@notice("regulation.sent_back", gettext_lazy("My draft of the handbook was sent back"), icon="book-2")
def sent_back(told, regulation):
    return _of(_("{by} sent the draft of {code} back. {why}"), told)


@notice("regulation.round_opened", gettext_lazy("I am asked what I think of a draft of the handbook"), icon="messages", mail=True)
def round_opened(told, regulation):
    # A discussion lasts to the end of a day, which is the beginning of the next.
    until = day(datetime.fromisoformat(told.details["until"]) - timedelta(seconds=1)) if told.details.get("until") else ""
    return _of(_("{by} asks you about the draft of {code}: say by the end of {until} what does not fit your work"), told, until=until)


@notice("regulation.remark_settled", gettext_lazy("My remark on the handbook is settled"), icon="message")
def remark_settled(told, regulation):
    words = {
        "accepted": _("{by} accepted your remark on {code}: “{text}”. {note}"),
        "rejected": _("{by} did not accept your remark on {code}: “{text}”. {note}"),
        "answered": _("{by} answered your remark on {code}: “{text}”. {note}"),
    }
    said = _of(words.get(told.details.get("state"), words["answered"]), told)
    return format_html('<a href="{}#remarks">{}</a>', reverse("regulations:my-reading"), said)


@notice("regulation.review_due", gettext_lazy("A document of mine is to be looked through"), icon="calendar-due")
def review_due(told, regulation):
    return _of(_("{code} has not been looked through for {days} days: does it still say how you work?"), told)


def tell_approvers(draft, by):
    people = [person for person in draft.approvers if person != by]
    facts = {"by": str(by), "number": draft.label, "code": draft.regulation.code}
    notify(people, "regulation.approval_asked", draft.regulation, key=f"approve:{draft.pk}:{draft.ready_at.isoformat()}", details=facts)


def tell_sent_back(draft, person, asked_at, by, why):
    facts = {"by": str(by), "code": draft.regulation.code, "why": why}
    notify([person], "regulation.sent_back", draft.regulation, key=f"sent-back:{draft.pk}:{asked_at.isoformat()}", details=facts)


def tell_participants(opened, people, by):
    facts = {"by": str(by), "code": opened.regulation.code, "until": opened.closes_at.isoformat()}
    people = [person for person in people if person != by]
    notify(people, "regulation.round_opened", opened.regulation, key=f"round:{opened.pk}", details=facts)


def tell_author(remark, by):
    if remark.author == by:
        return
    regulation = remark.round.regulation
    facts = {
        "by": str(by),
        "code": regulation.code,
        "state": str(remark.state),
        "text": Truncator(remark.text).chars(120),
        "note": remark.resolution_note,
    }
    key = f"remark:{remark.pk}:{remark.resolved_at.isoformat()}"
    notify([remark.author], "regulation.remark_settled", regulation, key=key, details=facts)


def tell_of_review(regulation):
    people = [regulation.owner] if regulation.owner else regulation.publishers
    facts = {"code": regulation.code, "days": regulation.review_every_days}
    notify(people, "regulation.review_due", regulation, key=f"review:{regulation.pk}:{regulation.next_review_on}", details=facts)


def _of(words, told, **more):
    facts = {name: told.details.get(name, "") for name in ("by", "number", "code", "why", "until", "text", "note", "days")}
    return format_html(words, **(facts | more))
