"""An edition as a reader sees it: a tree of pages in one language, with numbers, neighbours and links."""

from dataclasses import dataclass
from functools import cached_property, partial

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from .addresses import section_url
from .audience import position_names
from .flow.drawing import put_in, taken_out
from .glossary import glossary_for
from .links import resolve, split
from .living.alive import Alive, Told
from .living.freezing import kept_of
from .living.marks import come_alive
from .media.marks import keys_in
from .media.showing import shown
from .media.videos import Recordings
from .models import EditionNode, MediaFile, SectionText
from .page import Page
from .passport import Passport
from .typesetting import set_for_page, to_html


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
        return section_url(self.regulation, self.code)

    @property
    def place(self):
        """By what entries are sorted into the order of the shelf and the book: 10.2 stands behind 10.1 and before 10.10."""
        return self.regulation, [int(part) if part.isdigit() else 0 for part in self.number.split(".")]

    @property
    def label(self):
        return f"{self.number} {self.title}"

    def label_from(self, regulation):
        """The words of a link inside a text: another regulation is named."""
        return self.label if regulation == self.regulation else f"{self.regulation}, {self.label}"


class Book:
    """One edition in one language for one reader: the pages come by three queries, the texts of those that are opened by one more.

    Without a reader it holds what everybody may read.
    """

    def __init__(self, edition, language, *, index=None, permanent=True, reader=None):
        self.edition, self.language, self.permanent, self.reader = edition, language, permanent, reader
        self.regulation = edition.regulation
        self.since = None
        self._texts, self._files, self._told = {}, {}, Told()
        self._recordings = Recordings(self)
        self.pages = self._pages()
        self.index = dict(index_in_force(language, reader) if index is None else index)
        if not permanent:
            self.index |= {(self.regulation.code, page.code): OldEntry.of(page) for page in self.pages}

    @cached_property
    def _positions(self):
        return position_names({pk for page in self.pages for pk in page.node.audience})

    def audience_of(self, page):
        """Names of the positions a page is for; none to a reader who is one of them, as it tells them nothing."""
        if not page.node.audience or self.reader is None or self.reader.position_id in page.node.audience:
            return []
        return sorted(self._positions.get(pk, "") for pk in page.node.audience)

    @property
    def header(self):
        return words_in(self.edition.header, self.language)

    @cached_property
    def passport(self):
        return Passport(self.header, self.edition.header.get("facts", {}), self.reader)

    @property
    def may_edit(self):
        return self.reader is not None and self.reader.may("edit", "regulation")

    @property
    def title(self):
        return self.header.get("title") or self.regulation.code

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

    def read(self, pages):
        """Fetch the texts of these pages at once; others follow a part at a time when they are asked for."""
        missing = [page.head.pk for page in pages if page.head.pk not in self._texts]
        self._texts |= SectionText.objects.in_bulk(missing) if missing else {}

    def text_of(self, page):
        if page.head.pk not in self._texts:
            self.read(page.chapter.with_children)
        return self._texts[page.head.pk]

    def is_read(self, page):
        """Whether its text was fetched already."""
        return page.head.pk in self._texts

    def words_of(self, page):
        """How many words its text has."""
        read = self._texts.get(page.head.pk)
        return len(read.search_text.split()) if read else self._lengths[page.head.pk]

    @cached_property
    def _lengths(self):
        texts = SectionText.objects.filter(pk__in=[page.head.pk for page in self.pages]).values_list("pk", "search_text")
        return {pk: len(words.split()) for pk, words in texts}

    def url_of(self, code):
        if self.permanent:
            return section_url(self.regulation.code, code)
        return address_of(self.edition, self.regulation.code, code)

    def typeset(self, html, *, deeper=0, outlined=None, page=None, before=None, replaced=None):
        """`before` {block: things} is what the reader knew of the living blocks of the page, `replaced` {key: key before} of pictures."""
        facts = {"alive": self._alive(page, before), "unseen": unseen_by(self.reader), "outlined": outlined}
        facts["media"] = {
            "files_of": self.files_of,
            "replaced": replaced,
            "is_stale": partial(self._recordings.is_stale, page) if page else None,
        }
        return typeset(html, self.regulation.code, self.index, deeper=deeper, **facts)

    def files_of(self, keys):
        """{key: MediaFile}; those of all texts read so far come by one query."""
        if keys - set(self._files):
            wanted = keys | {key for text in self._texts.values() for key in keys_in(text.markdown)}
            self._files |= dict.fromkeys(wanted) | MediaFile.objects.of_keys(wanted)
        return {key: self._files[key] for key in keys if self._files[key]}

    def _alive(self, page, before):
        """What is in force shows its living blocks as they are now, other editions as they were when they came out."""
        facts = {"place": (self.regulation.code, page.code if page else ""), "told": self._told}
        kept = lambda: self._frozen.get(page.node.version_id, {}) if page else {}  # noqa: E731
        if self.edition.is_draft:
            return Alive(self.reader, before=before, **facts)
        if self.permanent:
            return Alive(self.reader, before=before, issued=kept, **facts)
        return Alive(self.reader, frozen=kept(), **facts)

    @cached_property
    def _frozen(self):
        kept = kept_of([page.node.version_id for page in self.pages])
        return {version: {name: one.payload for name, one in found.items()} for version, found in kept.items()}

    @property
    def is_alone(self):
        """Whether its reader has no other edition to compare it with."""
        return self.regulation.editions.readable_by(self.reader).count() < 2

    @cached_property
    def by_section(self):
        """{section id: page} in reading order."""
        return {page.node.section_id: page for page in self.pages}

    @cached_property
    def _by_code(self):
        return {page.code: page for page in self.pages}

    @cached_property
    def _by_number(self):
        return {page.number: page for page in self.pages}

    def _pages(self):
        by_node, nodes = {}, self.edition.nodes.for_reader(self.reader)
        if not self.permanent:
            nodes = nodes.open_today(self.reader)
        for node in nodes.with_titles():
            if node.parent_id and node.parent_id not in by_node:
                continue
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


def address_of(edition, regulation, section=""):
    """The page of an edition that is not in force, or of a section in it."""
    place = [regulation, edition.number, *([edition.minor] if edition.minor else []), *([section] if section else [])]
    return reverse("regulations:old-section" if section else "regulations:edition", args=place)


def index_in_force(language, reader=None, at=None):
    """{(regulation code, section code): Entry} of everything in force that a reader is shown, by one query."""
    texts = ("version__texts__title", "version__texts__language")
    fields = ("edition__regulation__code", "section__code", "number", *texts, "section_id")
    nodes = EditionNode.objects.in_force(at).for_reader(reader)
    index = {}
    for entry in sorted((Entry(*row) for row in nodes.values_list(*fields)), key=lambda entry: entry.language == language):
        index[entry.regulation, entry.code] = entry
    return index


def typeset(html, regulation, index, *, deeper=0, alive=None, unseen=None, outlined=None, media=None):
    """`outlined` {id of a block: Differences}: what is new in a flow chart; `media` how pictures, files and videos are shown."""
    html, charts = taken_out(html)
    html = shown(set_for_page(html, deeper=deeper), **(media or {"files_of": MediaFile.objects.of_keys}))
    html = come_alive(resolve(html, regulation, index, unseen=unseen), alive)
    # Safe: sanitised by set_for_page, links are put in escaped, and living blocks and charts are rendered by templates.
    return mark_safe(put_in(html, charts, lambda link: index.get(split(link, regulation)), outlined or {}))  # noqa: S308


def unseen_by(reader):
    """What stands for a link to a section that is for other positions; who sees all of them sees a dead link's code."""
    return None if reader is not None and reader.may("edit", "regulation") else _("a section for other positions")


def preface_html(words):
    return to_html(words.get("preface", ""), (f"{place:08x}" for place in range(10_000)))


def words_in(by_language, language):
    """The words in the reader's language, or in whichever there is."""
    languages = {name: words for name, words in by_language.items() if name != "facts"}
    return languages.get(language) or next((words for words in languages.values() if words), {})
