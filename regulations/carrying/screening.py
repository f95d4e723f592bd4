"""What a text from outside may not bring along: raw html and links that are no addresses."""

import re

from markdown_it import MarkdownIt

from ..typesetting import SCHEMES, is_of_another_host

_loose = MarkdownIt("commonmark", {"html": True}).enable("table")
_loose.validateLink = lambda url: True
_SCHEME = re.compile(r"^\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_TAG = re.compile(
    r"^\s*<(?:!|\?|/?(?:a|abbr|article|audio|b|base|body|br|button|canvas|center|code|div|embed|font|footer|form|frame|frameset|h[1-6]|head|"
    r"header|hr|html|i|iframe|img|input|label|li|link|main|math|meta|nav|object|ol|option|p|picture|pre|s|script|section|select|small|source|"
    r"span|strike|strong|style|sub|sup|svg|table|tbody|td|template|textarea|th|thead|title|tr|u|ul|video)\b)",
    re.IGNORECASE,
)
OWN = {"sec", "help", "media"}
"""Schemes of links within the handbook."""


def html_in(markdown):
    """The first raw html of a text, "" if it has none."""
    return next((token.content.strip() for token in _tokens(markdown) if token.type.startswith("html_") and _TAG.match(token.content)), "")


def bad_links_in(markdown):
    """Addresses of the text that a browser would run or open from the disk."""
    found = (token.attrGet("href") or token.attrGet("src") for token in _tokens(markdown) if token.type in ("link_open", "image"))
    return [str(address) for address in found if address and not is_harmless(str(address))]


def is_harmless(address):
    """Whether a link is one of our own, or has a scheme that readers follow."""
    if is_of_another_host(address):
        return False
    scheme = _SCHEME.match(re.sub(r"[\x00-\x20]+", "", address))
    return scheme is None or scheme[1].lower() in SCHEMES | OWN


def _tokens(markdown):
    for token in _loose.parse(markdown):
        yield token
        yield from token.children or ()
