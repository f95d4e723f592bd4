"""A section in its place in the book, as its reader sees it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from .addresses import section_url
from .glossary import explained, worded
from .links import targets_in
from .models import EditionNode, SectionText

if TYPE_CHECKING:
    from .book import Book
    from .changes.drawing import Marked

WORDS_A_MINUTE = 140
GLOSSARY = "glossary"
"""The section that lists the words itself."""


@dataclass
class Page:
    """A section in its place in the book."""

    book: "Book"
    node: EditionNode
    parent: "Page | None"
    head: SectionText
    children: list = field(default_factory=list)
    marks: "Marked | None" = None

    @property
    def code(self):
        return self.node.section.code

    @property
    def number(self):
        return self.node.number

    @property
    def title(self):
        return self.head.title

    @property
    def language(self):
        return self.head.language

    @property
    def text(self):
        """Whole; `head` is its title and language."""
        return self.book.text_of(self)

    @property
    def audience(self):
        """Names of the positions it is for, for who sees it whatever their own; none where everybody reads it."""
        return self.book.audience_of(self)

    @property
    def is_foreign(self):
        """The reader's language has no text of this section, so it is shown in another."""
        return self.language != self.book.language

    @property
    def url(self):
        return self.book.url_of(self.code)

    @property
    def permalink(self):
        return section_url(self.book.regulation.code, self.code)

    @property
    def with_children(self):
        return [self, *(page for child in self.children for page in child.with_children)]

    @property
    def inside(self):
        """What stands in it, on all levels."""
        return self.with_children[1:]

    @property
    def minutes(self):
        return max(1, round(sum(self.book.words_of(page) for page in self.with_children) / WORDS_A_MINUTE))

    @property
    def places_inside(self):
        """How many changes the contents tell of: of a part those of its clauses too."""
        known = self.book.since.places if self.book.since else {}
        return sum(known.get(page.node.section_id, 0) for page in self.with_children) if known else 0

    @property
    def neighbours(self):
        return self.book.neighbours(self)

    @property
    def depth(self):
        """1 of a part, 2 of a sub-section, 3 of a clause."""
        return self.parent.depth + 1 if self.parent else 1

    @property
    def chapter(self):
        """The part it stands in, or itself."""
        return self.parent.chapter if self.parent else self

    @cached_property
    def related(self):
        """Sections its text points to."""
        code = self.book.regulation.code
        found = dict.fromkeys(to for page in self.with_children for to in targets_in(page.text.markdown, code))
        inside = {page.code for page in self.with_children}
        return [self.book.index[to] for to in found if to in self.book.index and to[1] not in inside]

    @property
    def html(self):
        return self.html_at(0)

    @property
    def html_inside(self):
        """The text when its own title is an h2 of the page."""
        return self.html_at(1)

    @property
    def html_deep(self):
        """The text when its own title is an h3, as in the printed whole."""
        return self.html_at(2)

    @property
    def html_deepest(self):
        """The text when its own title is an h4."""
        return self.html_at(3)

    @property
    def shown_title(self):
        return self.marks.title if self.marks else self.title

    def html_at(self, deeper):
        """With what changed, where the page carries marks; elsewhere words of the glossary say what they mean."""
        if self.marks and self.marks.is_drawn:
            return self.marks.html_at(deeper)
        words = self.book.glossary if self.code != GLOSSARY else None
        before = self.marks.before if self.marks else None
        html = self.book.typeset(worded(self.text, words), deeper=deeper, page=self, before=before)
        return explained(html, words, self.node.section_id)
