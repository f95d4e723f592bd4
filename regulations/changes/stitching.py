"""Puts marks into a text while it is still parsed Markdown: as letters no text has, which become html after everything is sanitised."""

import re
from copy import copy

from markdown_it.token import Token

INLINE, BLOCK = ("\ue000", "\ue001"), ("\ue002", "\ue003")
_FOREIGN = dict.fromkeys(range(0xE000, 0xE004), "\ufffd")
_INLINE = re.compile(f"{INLINE[0]}(\\d+){INLINE[1]}")
_BLOCK = re.compile(f"<(p|li)>\\s*{BLOCK[0]}(\\d+){BLOCK[1]}\\s*</\\1>")
_ID = re.compile(r'(?:class="([^"]*)" )?id="b-([0-9a-f]{8})"')
CLOSE_BOLD, CLOSE, POINT, OPEN, OPEN_BOLD = range(5)
"""In which order stitches at one letter stand."""


class Stitches:
    """Collects snippets of ready html and where they go; `into` puts them into the parsed tokens, `out` into the finished page."""

    def __init__(self):
        self.snippets = []
        self.inline = {}
        self.after = {}

    def sew(self, run, offset, order, html):
        """Html at a letter of a run of a cell."""
        self.inline.setdefault((run.token, run.child), []).append((offset, order, len(self.snippets), self._kept(html)))

    def sew_cell(self, cell, html):
        """Html at the beginning of a cell."""
        if cell.runs and cell.runs[0].child >= 0:
            self.sew(cell.runs[0], 0, POINT, html)
        elif cell.token >= 0 and not cell.runs:
            self.inline.setdefault((cell.token, None), []).append((0, POINT, len(self.snippets), self._kept(html)))

    def put_after(self, place, html, tag="p"):
        """A block of its own behind the parsed token of that place (-1: before everything)."""
        self.after.setdefault(place, []).append((tag, self._kept(html, BLOCK)))

    def _kept(self, html, ends=INLINE):
        self.snippets.append(str(html).translate(_FOREIGN))
        return f"{ends[0]}{len(self.snippets) - 1}{ends[1]}"

    def into(self, tokens):
        for token in tokens:
            for one in [token, *(token.children or [])]:
                one.content = one.content.translate(_FOREIGN)
        for (token, child), stitches in self.inline.items():
            self._sew_one(tokens[token], child, sorted(stitches))
        sewn = [*self._blocks(-1)]
        for place, token in enumerate(tokens):
            sewn += [token, *self._blocks(place)]
        return sewn

    @staticmethod
    def _sew_one(token, child, stitches):
        if child is None:
            token.children = [Token("text", "", 0, content="".join(mark for _offset, _order, _number, mark in stitches))]
            return
        where = token if child < 0 else token.children[child]
        text, reached, parts = where.content, 0, []
        for offset, _order, _number, mark in stitches:
            parts += [text[reached:offset], mark]
            reached = offset
        where.content = "".join([*parts, text[reached:]])

    def _blocks(self, place):
        for tag, mark in self.after.get(place, ()):
            yield from _block(tag, mark)

    def out(self, html, classes):
        """`classes` {id of a block: (its classes, whether a reader stops there)}."""

        def named(found):
            added = classes.get(found[2])
            if added is None:
                return found[0]
            stop = ' data-change tabindex="-1"' if added[1] else ""
            return f'class="{" ".join(filter(None, [found[1], added[0]]))}" id="b-{found[2]}"{stop}'

        html = _ID.sub(named, html) if classes else html
        html = _BLOCK.sub(lambda found: self.snippets[int(found[2])], html)
        return _INLINE.sub(lambda found: self.snippets[int(found[1])], html)


def _block(tag, mark):
    inline = Token("inline", "", 0, content=mark, children=[Token("text", "", 0, content=mark)])
    kind = {"p": "paragraph", "li": "list_item"}[tag]
    opening = Token(f"{kind}_open", tag, 1, block=True)
    return [opening, copy(inline), Token(f"{kind}_close", tag, -1, block=True)]
