from html import unescape

from django.utils.html import strip_tags


def plain(markup):
    """The words of a sentence, for letters and for what a system shows by itself."""
    return unescape(strip_tags(str(markup)))
