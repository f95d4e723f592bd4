"""Draws changes into the text of a page: from the comparison and the parsed Markdown, never from finished html."""

from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..flow.differ import between_texts
from ..typesetting import html_of, parse, with_ids
from . import phrases
from .between import Changes
from .carried import NOTHING as UNMOVED
from .carried import Carried
from .diffs import OUTDATED, UNTRANSLATED, changes_for, known_of
from .listing import in_words
from .pieces import ALONE, cut
from .stitching import CLOSE, CLOSE_BOLD, OPEN, OPEN_BOLD, POINT, Stitches

CLOSED, CLOSED_BOLD = mark_safe("</ins>"), mark_safe("</b>")
MANY_VERSIONS = 5
"""From so many versions on a section is read as new."""


def marked_page(page, baseline, *, acknowledged=None):
    """A page with what changed in it since `baseline`: a version or its id, None for a section that is new to the reader.

    `acknowledged`, where it is told, is the version the reader acknowledged last: what changed since is strong, the rest pale.
    Answers `html_at(deeper)`, `title`, `places`, `badge`, `changes`. Two queries where the comparison was made before.
    """
    if baseline is None:
        return Marked(page, Changes(), badge="new")
    pairs = [_pair(page, version) for version in (baseline, acknowledged) if version is not None]
    found = changes_for(pairs, source=page.book.regulation.source_language)
    changes = found[pairs[0]]
    pale = pale_in(changes, found[pairs[1]]) if acknowledged is not None else frozenset()
    number = getattr(baseline, "number", page.node.version.number)
    before = known_of(pairs[:1], found).get(pairs[0][0])
    return Marked(page, changes, badge=badge_of(changes), pale=pale, is_reworked=is_reworked(changes, number, page), before=before)


def is_reworked(changes, number, page):
    return changes.is_reworked or page.node.version.number - number >= MANY_VERSIONS


def _pair(page, version):
    return getattr(version, "pk", version), page.node.version_id, page.language


def pale_in(changes, owed):
    strong = {change.id for change in owed.blocks}
    return frozenset(change.id for change in changes.blocks if change.id not in strong)


def badge_of(changes):
    return next((kind for kind in (UNTRANSLATED, OUTDATED) if kind in changes.kinds), "")


@dataclass
class Marked:
    """A page and what is drawn into it. `badge`: new, new_for_you, translated, outdated or ""; `moved_from` the number it had elsewhere,
    `before` {block: things} what the living blocks said that say something else now."""

    page: object
    changes: Changes
    badge: str = ""
    pale: frozenset = field(default_factory=frozenset)
    is_reworked: bool = False
    is_open: bool = False
    moved_from: str = ""
    since: object = None
    carried: Carried = UNMOVED
    before: dict | None = None

    @property
    def query(self):
        return f"since={self.since.label}" if self.since else ""

    @property
    def compare_url(self):
        """Both texts side by side, where an edition was asked for."""
        book = self.page.book
        if self.since is None:
            return ""
        pair = [self.since.label, book.edition.label]
        return f"{reverse('regulations:compare', args=[book.regulation.code, *pair])}?section={self.page.code}"

    @property
    def places(self):
        return self.changes.places or int(bool(self.badge or self.moved_from))

    @property
    def is_drawn(self):
        """A section worked over is read as new until its marks are asked for."""
        return bool(self.changes.blocks) and (self.is_open or not self.is_reworked)

    @property
    def chip(self):
        """(kind, words) of what is said of the whole section, or None."""
        chips = {
            "new": ("new", _("new section")),
            "new_for_you": ("new", _("new for you")),
            UNTRANSLATED: ("new", _("new translation")),
            OUTDATED: ("wait", _("the translation is out of date")),
        }
        return chips.get(self.badge)

    @cached_property
    def title(self):
        return marked_title(self.page.title, self.changes)

    def html_at(self, deeper):
        if not self.is_drawn:
            return self.page.book.typeset(self.page.text.html, deeper=deeper, page=self.page, before=self.before)
        return Drawing(
            self.page.text, self.changes, self.page.book, pale=self.pale, carried=self.carried, page=self.page, before=self.before
        ).html_at(deeper)


def marked_title(title, changes):
    """A changed title is yellow; its former words on hover."""
    if not changes.title:
        return title
    was = _("Was: {words}").format(words=changes.was_title)
    return format_html('<ins class="k-mark" tabindex="0" data-was="{}">{}</ins>', was, title)


class Drawing:
    """The html of one text with its changes; of a page's own text `page`, and what its living blocks said `before`."""

    def __init__(self, text, changes, book, *, pale=frozenset(), carried=UNMOVED, **living):
        self.text, self.changes, self.book, self.pale, self.carried, self.living = text, changes, book, pale, carried, living
        self.tokens = parse(text.markdown)
        ids = [block["id"] for block in text.blocks]
        self.pieces = {piece.id: piece for piece in cut(self.tokens, ids)}
        self.tokens = with_ids(self.tokens, ids)
        self.ends = _ends(self.tokens, ids)
        self.stitches, self.classes = Stitches(), {}
        for group in changes.groups:
            self._draw(group)

    def html_at(self, deeper):
        html = self.book.typeset(
            html_of(self.stitches.into(self.tokens)), deeper=deeper, outlined=self._outlined(), replaced=self._replaced(), **self.living
        )
        # Safe: typeset sanitised the text, the snippets put into it are escaped by format_html.
        return mark_safe(self.stitches.out(html, self.classes))  # noqa: S308

    def _outlined(self):
        """{id of a block: Differences} of the flow charts that were drawn otherwise."""
        return {
            change.id: between_texts(change.source, self.pieces[change.id].source)
            for change in self.changes.blocks
            if change.source and change.id in self.pieces
        }

    def _replaced(self):
        """{key of a picture that is new here: key of the one it took the place of, or ""}"""
        return {now: was for change in self.changes.blocks for was, now in change.pictures if now}

    def shown(self, words):
        """Former words as one reads them."""
        return in_words(words, self.book)

    def _draw(self, group):
        if group[0].how == "removed":
            self._gone_elsewhere(group)
            return
        for number, change in enumerate(group):
            piece = self.pieces.get(change.id)
            if piece:
                self._block(change, piece, is_first=number == 0)

    def _block(self, change, piece, is_first):
        names = ["k-changed", *(["k-pale"] if change.id in self.pale else []), *(["k-fresh"] if change.how == "added" else [])]
        names += ["k-rewritten"] if change.how == "rewritten" else []
        self.classes[change.id] = (" ".join(names), is_first)
        chips = self._come_from(change, is_first) or phrases.badges(change, is_first)
        if piece.kind in ALONE - {"tr"} or _is_picture(piece):
            chips = chips or _of_picture(change, piece)
            if chips:
                self.stitches.put_after(self.ends[change.id][0] - 1, format_html('<p class="k-quiet">{}</p>', chips))
        elif chips or change.how == "edited":
            words = phrases.said([op for ops in change.ops.values() for op in ops], self.shown) if change.how == "edited" else ""
            self.stitches.sew_cell(piece.cells[0], format_html("{}{}", chips, words))
        if change.how == "rewritten" and change.kind not in {"li", "tr"}:
            self.stitches.put_after(self.ends[change.id][1], phrases.rewritten(change, self.shown))
        elif change.how == "edited" and not _is_picture(piece):
            self._words(change, piece)

    def _words(self, change, piece):
        for column, ops in change.ops.items():
            for op in ops if column < len(piece.cells) else ():
                self._mark(piece.cells[column], op)
        for column in change.columns.get("added", ()):
            self.stitches.sew_cell(piece.cells[column], phrases.badge(_("new")))
        for column, was in change.columns.get("renamed", {}).items():
            self.stitches.sew_cell(piece.cells[column], phrases.badge(_("renamed"), "new", _("Was: {words}").format(words=was)))
        if change.columns.get("removed"):
            self.stitches.sew_cell(piece.cells[-1], phrases.columns(change.columns["removed"]))

    def _mark(self, cell, op):
        if op.tag == "-":
            self._gone(cell, op)
            return
        html = phrases.opening(op, self.shown)
        for run in cell.runs:
            start, end = max(op.start, run.start) - run.start, min(op.end, run.start + run.length) - run.start
            if start >= end:
                continue
            self.stitches.sew(run, start, OPEN, html)
            self.stitches.sew(run, end, CLOSE, CLOSED)
            html = mark_safe('<ins class="k-mark">')
            for a, b in op.bold:
                if max(a - run.start, start) < min(b - run.start, end):
                    self.stitches.sew(run, max(a - run.start, start), OPEN_BOLD, mark_safe('<b class="k-grave">'))
                    self.stitches.sew(run, min(b - run.start, end), CLOSE_BOLD, CLOSED_BOLD)

    def _gone(self, cell, op):
        html = phrases.gone(op, self.shown)
        run = next((run for run in cell.runs if run.start <= op.start <= run.start + run.length), None)
        if run:
            self.stitches.sew(run, op.start - run.start, POINT, html)
        else:
            self.stitches.sew_cell(cell, html)

    def _come_from(self, change, is_first):
        """Of a block that stood in another section, where it did: it is no new one."""
        if change.how != "added" or change.id not in self.carried.come_from:
            return ""
        return phrases.moved_from(self.carried.come_from[change.id].number) if is_first else ""

    def _gone_elsewhere(self, group):
        """Of blocks that stand in another section where they are; a heading goes with what it headed."""
        pages, start = self.carried.places(group), 0
        for place in range(1, len(group) + 1):
            if place == len(group) or pages[place] is not pages[start]:
                self._removed(group[start:place], pages[start])
                start = place

    def _removed(self, group, to=None):
        after, id = self.pieces.get(group[0].after), group[0].after
        draw = phrases.removed_rows if after and {after.kind, group[0].kind} == {"tr"} else phrases.removed
        line = draw(group, self.shown) if to is None else phrases.moved_to(group, to)
        if after is None:
            self.stitches.put_after(-1, line)
        elif after.kind == "tr":
            self.stitches.put_after(self._table_end(id), line)
        elif after.kind == "li" and all(change.kind == "li" for change in group):
            self.stitches.put_after(self.ends[id][1], format_html('<li class="k-cut-item">{}</li>', line), "li")
        else:
            self.stitches.put_after(self._list_end(id) if after.kind == "li" else self.ends[id][1], line)

    def _table_end(self, id):
        return next(place for place in range(self.ends[id][1], len(self.tokens)) if self.tokens[place].type == "table_close")

    def _list_end(self, id):
        """The end of the outermost list the item stands in."""
        place = self.ends[id][1] + 1
        while place < len(self.tokens) and self.tokens[place].level > 0:
            place += 1
        return min(place, len(self.tokens) - 1)


def _is_picture(piece):
    """A block of pictures alone: its words are read aloud and stand nowhere on the page."""
    return bool(piece.pictures) and not any(cell.runs for cell in piece.cells)


def _of_picture(change, piece):
    """What is said of a block of pictures where no new one stands in it."""
    if not _is_picture(piece) or change.how != "edited":
        return ""
    if any(not now for _was, now in change.pictures):
        return phrases.badge(_("a picture removed"))
    return "" if change.pictures else phrases.badge(_("described in other words"), "new", _("Was: {words}").format(words=change.was))


def _ends(tokens, ids):
    """{id of a block: (first, last place of its tokens)}"""
    found, known = {}, set(ids)
    for place, token in enumerate(tokens):
        id = str(token.attrGet("id") or "")[2:]
        if id in known:
            found[id] = (place, _closing(tokens, place))
    return found


def _closing(tokens, place):
    if tokens[place].nesting == 0:
        return place
    return next(
        later for later in range(place + 1, len(tokens)) if tokens[later].level == tokens[place].level and tokens[later].nesting < 0
    )
