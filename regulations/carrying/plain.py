"""A plain Markdown file: html in it stays text, links nobody should follow are taken out, and it is said so."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_project.lib.text import clean

from .found import Found
from .outline import language_of, split
from .refusals import Unfit
from .screening import bad_links_in, html_in, is_harmless

MOST_BYTES = 2 * 1024 * 1024
_PICTURE = re.compile(r"!\[([^\]\n]*)\]\((?!media:[0-9a-f]{16}\))[^)\n]*\)")
"""One that stands elsewhere; those kept here stay."""
_LINK = re.compile(r"\[([^\]\n]*)\]\(\s*<?([^)\s>]*)[^)\n]*\)")
_DEFINED = re.compile(r"^ {0,3}\[[^\]\n]+\]:\s*<?(\S+?)>?(?:\s.*)?$", re.MULTILINE)


def from_markdown(data):
    """The Found in the bytes of a file; refuses with Unfit."""
    if len(data) > MOST_BYTES:
        raise Unfit(_("The file is larger than 2 MB of text."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unfit(_("The file is not in UTF-8.")) from None
    return found_in(clean(text), "markdown")


def found_in(markdown, source, remarks=()):
    """What stands in one long text, with the sentences of what was changed on the way."""
    remarks = list(remarks)
    if html_in(markdown):
        remarks.append(_("HTML in the text is shown as it is written, as text."))
    if pictures := len(_PICTURE.findall(markdown)):
        markdown = _PICTURE.sub(lambda found: found[1], markdown)
        remarks.append(ngettext("{n} picture is left out.", "{n} pictures are left out.", pictures).format(n=pictures))
    if links := bad_links_in(markdown):
        markdown = without_bad_links(markdown)
        told = ngettext(
            "{n} link that is not followed became plain words.", "{n} links that are not followed became plain words.", len(links)
        )
        remarks.append(told.format(n=len(links)))
    language = language_of(markdown)
    title, preface, pages = split(markdown, language)
    words = {"title": title or pages[0]["texts"][language][0]} | ({"preface": preface} if preface else {})
    return Found(source, source_language=language, header={language: words}, pages=pages, remarks=remarks)


def without_bad_links(markdown):
    markdown = _LINK.sub(lambda found: found[0] if is_harmless(found[2]) else found[1], markdown)
    markdown = _DEFINED.sub(lambda found: found[0] if is_harmless(found[1]) else "", markdown)
    if bad_links_in(markdown):
        raise Unfit(_("The file has a link that is not followed: {link}").format(link=bad_links_in(markdown)[0][:60]))
    return markdown
