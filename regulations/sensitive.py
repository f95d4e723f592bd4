"""A change that turns a rule over does not pass as a slip of the pen: numbers, negations, must and may, tables, links."""

import re
from collections import Counter

from django.utils.translation import gettext as _

from .links import LINK
from .living import asked_in

TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*\s?%?|[^\W\d_]+(?:[-'][^\W\d_]+)*")
WEIGHTY = re.compile(
    r"\d.*|не|ни|нет|без|кроме|только|нельзя|запрещ\w*|долж\w*|обяз\w*|можно|вправе|допускается"
    r"|must|may|shall|not|never|only|except|without"
)


def looks_sensitive(before, after):
    """The weighty words and numbers that stand in one text and not in the other: "15 %" for "10 %", "не" that was dropped."""
    gone, come = Counter(_tokens(before)), Counter(_tokens(after))
    changed = (gone - come) + (come - gone)
    return sorted(token for token in changed if WEIGHTY.fullmatch(token))


def why_of_substance(before, after, audience):
    """In words why a change from one node to another cannot be editorial; "" where it can. `before` None is a new section;
    `audience` is whom the node is for within its part."""
    if before is None:
        return _("the section is new")
    if (before.audience, before.required_reading) != (audience, after.required_reading):
        return _("the readers change")
    for text in after.version.texts.all():
        earlier = before.text_in(text.language, fallback=False)
        if earlier is None or earlier.content_hash == text.content_hash:
            continue
        if why := _why(earlier, text):
            return why
    return ""


def _why(earlier, text):
    if words := looks_sensitive(f"{earlier.title}\n{earlier.plain_text}", f"{text.title}\n{text.plain_text}"):
        return _("the words that differ matter: {words}").format(words=", ".join(words[:6]))
    if _kinds(earlier) != _kinds(text):
        return _("paragraphs, list items or rows are added or removed")
    if _rows(earlier) != _rows(text):
        return _("a table changes")
    if _targets(earlier.markdown) != _targets(text.markdown) or asked_in(earlier.markdown) != asked_in(text.markdown):
        return _("links or living blocks change")
    return ""


def _tokens(text):
    return [re.sub(r"\s", "", found[0]).casefold().replace("ё", "е") for found in TOKEN.finditer(LINK.sub(" ", text))]


def _kinds(text):
    return Counter(block["kind"] for block in text.blocks)


def _rows(text):
    return [block["text"] for block in text.blocks if block["kind"] == "tr"]


def _targets(markdown):
    return [found[1] for found in LINK.finditer(markdown)]
