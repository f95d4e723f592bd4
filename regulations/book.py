"""An edition as a reader sees it: a tree of pages in one language, with numbers, neighbours and links."""

from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import mark_safe

from crm_project.lib import clock

from .glossary import explained, glossary_for, worded
from .links import resolve, targets_in
from .living import come_alive
from .models import Edition, EditionNode, Regulation, SectionText
from .typesetting import set_for_page, to_html

WORDS_A_MINUTE = 140
GLOSSARY = "glossary"
"""The section that lists the words itself."""


@dataclass(frozen=True)
class Entry:
    """A section as a link shows it."""

    regulation: str
    code: str
    number: str
    title: str
    language: str
    section_id: int = 0

    @property
    def url(self):
        return reverse("regulations:section", args=[self.regulation, self.code])

    @property
    def label(self):
        return f"{self.number} {self.title}"

    def label_from(self, regulation):
        """The words of a link inside a text: another regulation is named."""
        return self.label if regulation == self.regulation else f"{self.regulation}, {self.label}"


@dataclass
class Page:
    """A section in its place in the book."""

    book: "Book"
    node: EditionNode
    parent: "Page | None"
    text: SectionText
    children: list = field(default_factory=list)

    @property
    def code(self):
        return self.node.section.code

    @property
    def number(self):
        return self.node.number

    @property
    def title(self):
        return self.text.title

    @property
    def language(self):
        return self.text.language

    @property
    def is_foreign(self):
        """The reader's language has no text of this section, so it is shown in another."""
        return self.text.language != self.book.language

    @property
    def url(self):
        return self.book.url_of(self.code)

    @property
    def permalink(self):
        return reverse("regulations:section", args=[self.book.regulation.code, self.code])

    @property
    def with_children(self):
        return [self, *(page for child in self.children for page in child.with_children)]

    @property
    def minutes(self):
        words = sum(len(page.text.search_text.split()) for page in self.with_children)
        return max(1, round(words / WORDS_A_MINUTE))

    @property
    def neighbours(self):
        return self.book.neighbours(self)

    @property
    def chapter(self):
        """The part it stands in, or itself."""
        return self.parent.chapter if self.parent else self

    @property
    def related(self):
        """Sections its text points to."""
        found = dict.fromkeys(targets_in("".join(page.text.markdown for page in self.with_children), self.book.regulation.code))
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

    def html_at(self, deeper):
        words = self.book.glossary if self.code != GLOSSARY else None
        return explained(self.book.typeset(worded(self.text, words), deeper=deeper), words, self.node.section_id)


class Book:
    """One edition in one language; the text comes with the pages by three queries, whatever its size."""

    def __init__(self, edition, language, *, index=None, permanent=True, reader=None):
        self.edition, self.language, self.permanent, self.reader = edition, language, permanent, reader
        self.regulation = edition.regulation
        self.pages = self._pages()
        self.index = dict(index_in_force(language) if index is None else index)
        if not permanent:
            self.index |= {(self.regulation.code, page.code): OldEntry.of(page) for page in self.pages}

    @property
    def header(self):
        return words_in(self.edition.header, self.language)

    @property
    def title(self):
        return self.header.get("title", self.regulation.code)

    @property
    def preface(self):
        return self.typeset(preface_html(self.header))

    @cached_property
    def glossary(self):
        """Words that are explained in the text; nobody in particular is explained none."""
        return glossary_for(self.reader, self.language) if self.reader is not None else None

    @cached_property
    def chapters(self):
        return [page for page in self.pages if page.parent is None]

    @property
    def is_flat(self):
        """A standard or a checklist: sections without parts, read on one page."""
        return not any(page.children for page in self.chapters)

    def page(self, code):
        """By code or, for addresses people type, by number; None if the edition has no such section."""
        return self._by_code.get(code) or self._by_number.get(code)

    def neighbours(self, page):
        """The pages before and after, as one reads on: a part is followed by its first clause."""
        place = self.pages.index(page)
        before = self.pages[place - 1] if place else None
        after = self.pages[place + 1] if place + 1 < len(self.pages) else None
        return before, after

    def url_of(self, code):
        if self.permanent:
            return reverse("regulations:section", args=[self.regulation.code, code])
        return reverse("regulations:old-section", args=[self.regulation.code, self.edition.number, code])

    def typeset(self, html, *, deeper=0):
        return typeset(html, self.regulation.code, self.index, deeper=deeper, reader=self.reader)

    @cached_property
    def _by_code(self):
        return {page.code: page for page in self.pages}

    @cached_property
    def _by_number(self):
        return {page.number: page for page in self.pages}

    def _pages(self):
        by_node = {}
        for node in self.edition.nodes.select_related("section", "version").prefetch_related("version__texts"):
            text = node.version.text_in(self.language)
            page = Page(self, node, by_node.get(node.parent_id), text)
            by_node[node.pk] = page
            if page.parent:
                page.parent.children.append(page)
        return list(by_node.values())


@dataclass(frozen=True)
class OldEntry(Entry):
    """A link that stays inside an edition no longer in force."""

    address: str = ""

    @property
    def url(self):
        return self.address

    @classmethod
    def of(cls, page):
        return cls(page.book.regulation.code, page.code, page.number, page.title, page.language, page.node.section_id, page.url)


def index_in_force(language, at=None):
    """{(regulation code, section code): Entry} of everything in force, by one query."""
    texts = ("version__texts__title", "version__texts__language")
    fields = ("edition__regulation__code", "section__code", "number", *texts, "section_id")
    nodes = EditionNode.objects.filter(edition__in=Edition.objects.in_force(at or clock.now()))
    index = {}
    for entry in sorted((Entry(*row) for row in nodes.values_list(*fields)), key=lambda entry: entry.language == language):
        index[entry.regulation, entry.code] = entry
    return index


@dataclass(frozen=True)
class Cover:
    """A document on the shelf."""

    regulation: Regulation
    edition: Edition
    words: dict
    preface: str
    summary: str

    @property
    def title(self):
        return self.words.get("title", self.regulation.code)

    @property
    def url(self):
        return reverse("regulations:read", args=[self.regulation.code])


def covers_in_force(user, language):
    """What the user may read, in the order of the shelf."""
    editions = Edition.objects.in_force(clock.now()).on_the_shelf_of(Regulation.objects.visible_to(user))
    index = index_in_force(language)
    return [_cover(edition, language, index) for edition in editions]


def _cover(edition, language, index):
    words = words_in(edition.header, language)
    preface = typeset(preface_html(words), edition.regulation.code, index)
    return Cover(edition.regulation, edition, words, preface, words_in(edition.summary, language) or "")


@dataclass(frozen=True)
class PastEdition:
    """An edition in the list of editions."""

    edition: Edition
    summary: str
    changed: list


def history_of(book):
    """The published editions of a book's regulation, newest first, each with the sections it changed."""
    editions = list(book.regulation.editions.readable_by_all().prefetch_related("nodes"))
    history, before = [], {}
    for edition in editions:
        now = {node.section_id: node.version_id for node in edition.nodes.all()}
        changed = [page for page in book.pages if before and before.get(page.node.section_id) != now.get(page.node.section_id)]
        history.insert(0, PastEdition(edition, words_in(edition.summary, book.language) or "", changed))
        before = now
    return history


def typeset(html, regulation, index, *, deeper=0, reader=None):
    # Safe: sanitised by set_for_page, links are put in escaped, and living blocks are rendered by templates.
    return mark_safe(come_alive(resolve(set_for_page(html, deeper=deeper), regulation, index), reader))  # noqa: S308


def preface_html(words):
    return to_html(words.get("preface", ""), (f"{place:08x}" for place in range(10_000)))


def words_in(by_language, language):
    """The words in the reader's language, or in whichever there is."""
    return by_language.get(language) or next(iter(by_language.values()), {})
