import re
from html import unescape

from django.utils.html import strip_tags

_LINK = re.compile(r'href="(/[^"]*)"')


def plain(markup):
    """The words of a sentence, for letters and for what a system shows by itself."""
    return unescape(strip_tags(str(markup)))


def link_in(markup):
    """Where the first link of a sentence leads within the product, or nothing."""
    found = _LINK.search(str(markup))
    return unescape(found[1]) if found else ""
