"""Where a living block stands: a paragraph {{live stages}} of a text, filled in whenever somebody reads.

{{shot deal-card}} is the block of a picture of a screen, by the name "shot:deal-card".
"""

import re

from django.utils.html import format_html

NAME = r"[a-z_]+(?: [a-z0-9_-]{1,20})?"
"""A block, and which of its things where it shows one: "stages", "stage 7"."""
WORDS = rf"\{{\{{(?:live (?P<live>{NAME})|shot (?P<shot>[a-z0-9-]+))\}}\}}"
_MARK = re.compile(rf'<p id="(?P<id>b-[0-9a-f]{{8}})">{WORDS}</p>')
_WORDS = re.compile(WORDS)
ASKED = "{{"


def _name(found):
    return found["live"] or f"shot:{found['shot']}"


def asked_in(markdown):
    """Names of the blocks, in reading order."""
    return [_name(found) for found in _WORDS.finditer(markdown)]


def is_alone(line):
    """Whether a line is one block and nothing else, as only then it is filled in."""
    return bool(_WORDS.fullmatch(line.strip()))


def without_marks(text):
    """The text without what a machine fills in."""
    return _WORDS.sub("", text)


def come_alive(html, alive):
    """Put what holds in place of every mark; where nobody reads (None), or nobody draws it, nothing stands there."""

    def drawn(found):
        inside, is_changed = alive.drawn(_name(found)) if alive is not None else ("", False)
        if not inside:
            return ""
        if is_changed:
            return format_html('<div class="k-live k-changed" id="{}" data-change tabindex="-1">{}</div>', found["id"], inside)
        return format_html('<div class="k-live" id="{}">{}</div>', found["id"], inside)

    return _MARK.sub(drawn, html)
