from django.utils.html import format_html
from django.utils.translation import gettext as _

from timeline.sentences import actor_of, sentence


@sentence("regulation.draft_started")
def draft_started(entry):
    return format_html(_("{actor} began edition {number}"), actor=actor_of(entry), number=entry.details.get("number", ""))


@sentence("regulation.draft_written")
def draft_written(entry):
    return format_html(_("{actor} wrote the text of edition {number}"), actor=actor_of(entry), number=entry.details.get("number", ""))


@sentence("regulation.edition_published")
def edition_published(entry):
    return format_html(
        _("{actor} published edition {number} of {code}"),
        actor=actor_of(entry),
        number=entry.details.get("number", ""),
        code=entry.details.get("code", ""),
    )


@sentence("regulation.retired")
def retired(entry):
    return format_html(_("{actor} retired {code}"), actor=actor_of(entry), code=entry.details.get("code", ""))


@sentence("regulation.hint_linked")
def hint_linked(entry):
    return format_html(_("{actor} changed where the hint “{key}” leads"), actor=actor_of(entry), key=entry.details.get("key", ""))


@sentence("regulation.term_explained")
def term_explained(entry):
    return format_html(_("{actor} explained the word “{term}”"), actor=actor_of(entry), term=entry.details.get("term", ""))


@sentence("regulation.term_retired")
def term_retired(entry):
    return format_html(_("{actor} stopped explaining the word “{term}”"), actor=actor_of(entry), term=entry.details.get("term", ""))


@sentence("wish.made")
def wish_made(entry):
    return format_html(_("{actor} wrote a question or an idea"), actor=actor_of(entry))


@sentence("wish.answered")
def wish_answered(entry):
    return format_html(_("{actor} answered it"), actor=actor_of(entry))
