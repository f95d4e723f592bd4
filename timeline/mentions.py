"""@Colleagues in a comment: found by full name, told only if they may see the card."""

import re

from django.contrib.auth import get_user_model
from django.utils.html import escape, format_html, urlize
from django.utils.safestring import mark_safe
from django.utils.text import normalize_newlines

from crm_project.lib.text import sort_key

from . import subjects

OFFERED = 8
_CANDIDATES = 40


def mentioned_in(text, record):
    """The active people named with @ in the text who may see the record."""
    if "@" not in text:
        return []
    return [person for person in _people() if _pattern(person.full_name).search(text) and subjects.sees(person, record)]


def colleagues(record, words):
    """Those one may mention on this card, by the beginning of a name; at most a handful."""
    wanted = sort_key(words)
    named = [person for person in _people().by_name() if _begins(person, wanted)][:_CANDIDATES]
    found = []
    for person in named:
        if subjects.sees(person, record):
            found.append(person)
        if len(found) == OFFERED:
            break
    return found


def marked(text, people):
    """A comment as html: escaped, links made links, mentions marked."""
    html = urlize(normalize_newlines(text), nofollow=True, autoescape=True)
    for name in sorted({person.full_name for person in people}, key=len, reverse=True):
        html = _pattern(escape(name)).sub(lambda found: format_html('<span class="mention">{}</span>', mark_safe(found.group(0))), html)  # noqa: S308
    return mark_safe(html.replace("\n", "<br>").replace('rel="nofollow"', 'rel="nofollow noopener noreferrer"'))  # noqa: S308  escaped above


def _people():
    """With what decides on their sight, so that asking many of them costs no more than asking one."""
    return get_user_model().objects.active().with_rights().prefetch_related("segment_limits")


def _pattern(name):
    return re.compile(rf"@{re.escape(name)}(?![\w-])", re.IGNORECASE)


def _begins(person, wanted):
    parts = [sort_key(part) for part in (person.full_name, person.last_name)]
    return any(part.startswith(wanted) for part in parts)
