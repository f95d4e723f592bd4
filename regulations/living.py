"""Living blocks: a paragraph {{live stages}} of a text shows what the system really asks for, drawn for whoever reads.

The text around them is written by people; what stands in a block cannot disagree with the settings.
"""

import re

from django.utils.html import format_html

_MARK = re.compile(r'<p id="(b-[0-9a-f]{8})">\{\{live ([a-z_]+)\}\}</p>')
_WORDS = re.compile(r"\{\{live ([a-z_]+)\}\}")
_blocks = {}


def live_block(name, render):
    """`render(user)` answers html of what this person may know, "" for nothing; call it from `AppConfig.ready`."""
    _blocks[name] = render


def names():
    return sorted(_blocks)


def asked_in(markdown):
    return _WORDS.findall(markdown)


def without_marks(text):
    """The text without what a machine fills in."""
    return _WORDS.sub("", text)


def come_alive(html, reader):
    """Put what holds now in place of every mark; without a reader, or where nobody draws it, nothing stands there."""

    def drawn(found):
        inside = _blocks[found[2]](reader) if reader is not None and found[2] in _blocks else ""
        return format_html('<div class="k-live" id="{}">{}</div>', found[1], inside) if inside else ""

    return _MARK.sub(drawn, html)
