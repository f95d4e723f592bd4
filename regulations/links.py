"""Links between sections: [[card-moves]], [[CRM-01/card-moves]], [[card-moves|the words shown]]. They go by code, never by number."""

import re

from django.utils.html import format_html

from .flow.fences import links_in

LINK = re.compile(r"\[\[([^\]|\n]+)(?:\|([^\]\n]+))?\]\]")
TARGET = re.compile(r"^(?:[A-Z][A-Z0-9]*-\d+/)?[a-z][a-z0-9-]*\Z")


def targets_in(markdown, regulation):
    """(regulation code, section code) of every link in a text of this regulation."""
    return [split(to, regulation) for to in _written_in(markdown)]


def _written_in(markdown):
    return [*(found[1] for found in LINK.finditer(markdown)), *links_in(markdown)]


def placeholders_in(markdown):
    """What stands in double brackets and is no link: words that the company has still to fill in."""
    return [found[0] for found in LINK.finditer(markdown) if not TARGET.match(found[1].strip())]


def without_links(text, unseen=""):
    """The text without the codes, which are nobody's words."""
    return LINK.sub(lambda found: found[2] or unseen, text)


def without_codes(text):
    """The text as plain words: a link is what it shows, or the code where it shows none."""
    return LINK.sub(lambda found: found[2] or found[1], text)


def in_words(text, regulation, index, unseen):
    """The text with the number and title of what its links lead to; `unseen` for what the reader is not shown."""

    def words(found):
        entry = index.get(split(found[1], regulation))
        return found[2] or (entry.label_from(regulation) if entry else unseen)

    return LINK.sub(words, text)


def split(target, regulation):
    """The two codes in "CRM-01/card-moves"; without the first the regulation one is in."""
    first, slash, second = target.strip().partition("/")
    return (first, second) if slash else (regulation, first)


def dead_links_in(edition):
    """(section code, target) of the links that lead to no section of this edition or of another regulation."""
    own, alive = edition.regulation.code, targets_known_to(edition)
    texts = edition.nodes.values_list("section__code", "version__texts__markdown")
    texts = [*texts, *((own, words.get("preface", "")) for words in edition.header.values())]
    return sorted(
        {
            (code, "/".join(split(to, own)))
            for code, text in texts
            for to in _written_in(text or "")
            if TARGET.match(to.strip()) and split(to, own) not in alive
        }
    )


def targets_known_to(edition):
    """(regulation code, section code) of all that a link of this edition may lead to."""
    from .models.section import Section

    others = Section.objects.standing().exclude(regulation=edition.regulation).values_list("regulation__code", "code")
    return {(edition.regulation.code, code) for code in edition.nodes.values_list("section__code", flat=True)} | set(others)


def resolve(html, regulation, index, *, unseen=None):
    """Put an anchor with today's number and title in place of every link.

    One that is not in the index becomes its plain words; without words `unseen`, or its code where that is None.
    """

    def anchor(found):
        entry = index.get(split(found[1], regulation))
        if entry is None:
            return found[2] or (found[1] if unseen is None else unseen)
        if found[2]:
            return f'<a href="{entry.url}">{found[2]}</a>'
        return format_html('<a href="{}">{}</a>', entry.url, entry.label_from(regulation))

    return LINK.sub(anchor, html)
