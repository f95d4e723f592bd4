"""A book with its changes: since an edition somebody asked for, or since what this reader knows, as the reading part tells."""

from dataclasses import dataclass, field
from functools import cached_property

from ..addresses import section_url
from ..models import EditionNode, SectionText
from .baseline import NOTHING, Baseline
from .between import Change, Changes
from .carried import NOTHING as UNMOVED
from .carried import Carried, carried, carried_in
from .carried import Place as Former
from .diffs import changes_for, known_of, places_for
from .drawing import Marked, badge_of, is_reworked, pale_in
from .excerpts import excerpts
from .listing import moved_lines
from .living_lines import lines_between
from .sections import Place, moves_between

AT_ONCE = 0.2
"""Seconds a page may take for comparisons nobody has asked for before."""

_own = []


def own_baselines(callback):
    """`callback(book)` answers {section id: Baseline} of what the book's reader knows, None where nothing is to be marked.

    The one place where the reading part tells what each reader is shown as changed; call it from `AppConfig.ready`.
    """
    _own[:] = [callback]
    return callback


def of_reader(book):
    """The book's changes for its reader, or None where nothing changed for them."""
    told = _own[0](book) if _own and book.reader is not None else None
    since = Since(book, told) if told else None
    return since if since and since.changed else None


def since_edition(book, edition):
    """The book's changes since an edition, for whoever asks."""
    nodes = list(EditionNode.objects.filter(edition=edition).for_reader(book.reader).select_related("section", "version"))
    known = {node.section_id: node for node in nodes}
    told = {page.node.section_id: _known(known.get(page.node.section_id)) for page in book.pages}
    return Since(book, told, edition=edition, nodes=nodes)


def _known(node):
    return Baseline(node.version_id, "marks", number=node.version.number) if node else Baseline(None, "new")


@dataclass(frozen=True)
class Gone:
    """A section that is no more, as it is told in the contents.

    `is_kept` from this reader only, others have it; `to` the page every paragraph of it stands in now.
    """

    code: str
    number: str
    title: str
    url: str
    is_kept: bool = False
    to: object = None


@dataclass
class Since:
    """`told` {section id: Baseline}; sections it does not name are not marked. `edition` and its `nodes` where one was asked for."""

    book: object
    told: dict
    edition: object = None
    nodes: list = field(default_factory=list)
    is_open: bool = False
    shown: set = field(default_factory=set)
    carried: Carried = UNMOVED

    @cached_property
    def _candidates(self):
        """Pages in reading order with another version than is known, new ones, and those that stand elsewhere."""
        return [page for page in self.book.pages if page.node.section_id in self.moved or self._differs(page)]

    @property
    def changed(self):
        """Pages in reading order that say something else or stand elsewhere; a change taken back is none."""
        return [page for page in self._candidates if page.node.section_id in self.places]

    def _differs(self, page):
        known = self.told.get(page.node.section_id)
        return known is not None and known.is_marked and (known.version != page.node.version_id or bool(known.badge))

    @cached_property
    def moved(self):
        """{section id: number it had} of sections that were put elsewhere."""
        if not self.nodes:
            return {}
        parents = {node.pk: node.section_id for node in self.nodes}
        before = [Place(node.section_id, parents.get(node.parent_id), node.number) for node in self.nodes]
        after = [Place(p.node.section_id, p.parent.node.section_id if p.parent else None, p.number) for p in self.book.pages]
        return moves_between(before, after).moved

    @cached_property
    def gone(self):
        """Sections the edition had and the book has not."""
        code = self.book.regulation.code
        kept = _still_there(self.book.edition, [node for node, _title in self._gone])
        to = self._gone_to
        return [
            Gone(n.section.code, n.number, title, _address(code, n.section.code), n.section_id in kept, to.get(n.section_id))
            for n, title in self._gone
        ]

    @cached_property
    def _gone(self):
        """[(node, title)] of what the edition had and the book has not."""
        here = {page.node.section_id for page in self.book.pages}
        nodes = [node for node in self.nodes if node.section_id not in here]
        titles = _titles(nodes, self.book.language)
        return [(node, titles.get(node.version_id, node.section.code)) for node in nodes]

    @cached_property
    def _gone_to(self):
        """{section id: page} of sections that were joined: every paragraph stands there as it was."""
        versions = {node.version_id: node.section_id for node, _title in self._gone}
        blocks = SectionText.objects.blocks_of(versions, self.book.language)
        if not blocks:
            return {}
        lost = [(versions[v], v, Changes(blocks=[Change(one["id"], one["kind"], "removed") for one in row])) for v, row in blocks.items()]
        languages = {self.book.language, self.book.regulation.source_language}
        went = carried(lost, [], {page.node.version_id: page for page in self.book.pages}, {}, {}, self.book.edition, languages)
        return {versions[version]: page for version, row in blocks.items() if (page := went.target_of(row))}

    @cached_property
    def places(self):
        """{section id: changed places}; one where nothing was compared yet, or a section is new or stands elsewhere."""
        pairs = {page.node.section_id: self._pair(page) for page in self._candidates}
        known = places_for([pair for pair in pairs.values() if pair])
        counted = {section: known.get(pair, 1) or int(section in self.moved) for section, pair in pairs.items()}
        return {section: places for section, places in counted.items() if places}

    @property
    def total(self):
        return sum(self.places.values()) + len(self._gone)

    def mark(self, pages):
        """Put the marks on these pages of the book."""
        self.shown = {page.node.section_id for page in pages}
        pairs = {page.node.section_id: self._pair(page) for page in pages if page.node.section_id in self.told}
        owed = {section: self._owed_pair(section, pair) for section, pair in pairs.items() if pair}
        asked = [pair for pair in (*pairs.values(), *owed.values()) if pair]
        found = changes_for(asked, source=self.book.regulation.source_language)
        known = known_of(pairs.values(), found)
        self.carried = self._carried(pages, found)
        for page in pages:
            section = page.node.section_id
            changes = found.get(pairs.get(section)) or Changes()
            if changes or section in self.moved or self.told.get(section, NOTHING).badge:
                page.marks = self._marked(page, changes, found.get(owed.get(section)))
                page.marks.before = known.get(pairs[section][0]) if pairs.get(section) else None

    def excerpts(self, seconds=AT_ONCE):
        """(page, lines, Changes or None where the time did not suffice) of every changed page, for lists.

        What only stands in another section now is told as moved and is none of the Changes; `sources` knows new pages made of it.
        """
        pairs = [pair for page in self._candidates if (pair := self._pair(page))]
        found = changes_for(pairs, source=self.book.regulation.source_language, seconds=seconds)
        living = lines_between(found, self.book.reader)
        self.carried = self._carried(self._candidates, found)
        for page in self._candidates:
            pair = self._pair(page)
            changes = found[pair] if pair else Changes()
            if changes is None or changes or page.node.section_id in self.places:
                rest = self.carried.rest(changes)
                moved = moved_lines(self.carried, changes) if changes else self._come_to(page)
                yield page, [*living.get(pair, ()), *(excerpts(rest) if rest else []), *moved], rest

    def source_of(self, page):
        """Of a new page where every paragraph of it comes from, or None."""
        return self.carried.source_of(page) if self.told.get(page.node.section_id, NOTHING).badge == "new" else None

    def _come_to(self, page):
        """Lines about paragraphs that a new page, which has others as well, has from elsewhere."""
        if self.told.get(page.node.section_id, NOTHING).badge != "new" or self.carried.source_of(page):
            return []
        blocks = [Change(block["id"], block["kind"], "added", now=block["text"]) for block in page.text.blocks]
        return moved_lines(self.carried, Changes(blocks=blocks))

    def _carried(self, pages, found):
        changed = [(page, pair[0], found[pair]) for page in pages if (pair := self._pair(page)) and found.get(pair)]
        fresh = [page for page in pages if self.told.get(page.node.section_id, NOTHING).badge == "new"]
        if not fresh and not any(change.how in ("added", "removed") for _page, _since, changes in changed for change in changes.blocks):
            return UNMOVED
        known = {section: one.version for section, one in self.told.items() if one.version is not None}
        known |= {node.section_id: node.version_id for node in self.nodes}
        return carried_in(self.book, changed, fresh, known, {node.section_id: Former(node.number, title) for node, title in self._gone})

    def _marked(self, page, changes, owed):
        known = self.told.get(page.node.section_id) or Baseline(page.node.version_id, "marks")
        source = self.source_of(page)
        number = known.number if known.number is not None else page.node.version.number
        return Marked(
            page,
            changes,
            badge="" if source else known.badge or badge_of(changes),
            pale=pale_in(changes, owed) if owed is not None else frozenset(),
            is_reworked=is_reworked(self.carried.rest(changes), number, page) and not self.carried.explains(changes),
            is_open=self.is_open,
            moved_from=source.number if source else self.moved.get(page.node.section_id, ""),
            carried=self.carried,
            since=self.edition,
        )

    def _pair(self, page):
        known = self.told.get(page.node.section_id)
        if known is None or known.version is None or known.version == page.node.version_id:
            return None
        return known.version, page.node.version_id, page.language

    def _owed_pair(self, section, pair):
        """What the reader acknowledged last, where that is younger than the baseline."""
        known = self.told[section]
        if known.acknowledged is None or known.acknowledged == known.version:
            return None
        return known.acknowledged, pair[1], pair[2]

    @property
    def query(self):
        """What keeps the question in an address."""
        return f"?since={self.edition.label}" if self.edition else ""

    @cached_property
    def next_on(self):
        """The next changed page behind those that are shown, going round; None if there is no other."""
        order = {page.node.section_id: place for place, page in enumerate(self.book.pages)}
        others = [page for page in self.changed if page.node.section_id not in self.shown]
        last = max((order[section] for section in self.shown), default=-1)
        return next((page for page in others if order[page.node.section_id] > last), next(iter(others), None))


def _titles(nodes, language):
    if not nodes:
        return {}
    texts = SectionText.objects.filter(version__in=[node.version_id for node in nodes]).only("version_id", "title", "language")
    return {text.version_id: text.title for text in sorted(texts, key=lambda text: text.language == language)}


def _still_there(edition, nodes):
    """Ids of the sections of these nodes that an edition has for others."""
    sections = [node.section_id for node in nodes]
    return set(EditionNode.objects.filter(edition=edition, section__in=sections).values_list("section_id", flat=True)) if nodes else set()


def _address(regulation, code):
    return section_url(regulation, code)
