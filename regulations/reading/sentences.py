from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.sentences import actor_of, sentence


def _told(words, entry, **others):
    details = {name: entry.details.get(name, "") for name in ("code", "section", "person", "reason", "edition")}
    return format_html(words, actor=actor_of(entry), **details, **others)


@sentence("regulation.acknowledged")
def acknowledged(entry):
    return _told(_("{actor} has read and understood {code}/{section}, edition {edition}"), entry)


@sentence("regulation.acknowledged_all")
def acknowledged_all(entry):
    number = entry.details.get("sections", 0)
    words = ngettext(
        "{actor} has read and understood {n} section of {code}, edition {edition}",
        "{actor} has read and understood {n} sections of {code}, edition {edition}",
        number,
    )
    return _told(words, entry, n=number)


@sentence("regulation.acknowledged_on_paper")
def acknowledged_on_paper(entry):
    return _told(_("{actor} entered the signature of {person} on paper: {code}, edition {edition}"), entry)


@sentence("regulation.acknowledgement_void")
def acknowledgement_void(entry):
    return _told(_("{actor} declared a confirmation of {person} void: {code}. {reason}"), entry)


@sentence("regulation.reading_waived")
def reading_waived(entry):
    return _told(_("{actor} waived the reading of {person}: {code}. {reason}"), entry)


@sentence("user.reminded_of_reading")
def reminded_of_reading(entry):
    return format_html(_("{actor} reminded of reading: {people}"), actor=actor_of(entry), people=entry.details.get("people", ""))


@sentence("regulation.unclear")
def unclear(entry):
    return _told(_("{actor} does not understand {code}/{section}"), entry)


@sentence("regulation.explained")
def explained(entry):
    return _told(_("{actor} answered what was unclear in {code}/{section}"), entry)


@sentence("regulation.unclear_rewritten")
def unclear_rewritten(entry):
    return _told(_("{actor} rewrote what was unclear in {code}/{section}, edition {edition}"), entry)
