"""Where a living block stands: a paragraph {{live stages}} of a text, filled in whenever somebody reads."""

import re

from django.utils.html import format_html

NAME = r"[a-z_]+(?: [a-z0-9_-]{1,20})?"
"""A block, and which of its things where it shows one: "stages", "stage 7"."""
_MARK = re.compile(rf'<p id="(b-[0-9a-f]{{8}})">\{{\{{live ({NAME})\}}\}}</p>')
_WORDS = re.compile(rf"\{{\{{live ({NAME})\}}\}}")
ASKED = "{{live "


def asked_in(markdown):
    return _WORDS.findall(markdown)


def without_marks(text):
    """The text without what a machine fills in."""
    return _WORDS.sub("", text)


def come_alive(html, alive):
    """Put what holds in place of every mark; where nobody reads (None), or nobody draws it, nothing stands there."""

    def drawn(found):
        inside, is_changed = alive.drawn(found[2]) if alive is not None else ("", False)
        if not inside:
            return ""
        if is_changed:
            return format_html('<div class="k-live k-changed" id="{}" data-change tabindex="-1">{}</div>', found[1], inside)
        return format_html('<div class="k-live" id="{}">{}</div>', found[1], inside)

    return _MARK.sub(drawn, html)
