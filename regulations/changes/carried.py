"""Blocks that stand in another section by now: a section was split or two were joined, and nothing of it was written anew."""

from dataclasses import dataclass, field

from ..models import SectionText


@dataclass(frozen=True)
class Carried:
    """`to` {block id: page it stands in now}, `come_from` {block id: page it stood in, None where the reader has none}."""

    to: dict = field(default_factory=dict)
    come_from: dict = field(default_factory=dict)

    def target(self, change):
        """The page a removed block went to; a heading is followed by what it headed."""
        return self.to.get(change.id)

    def explains(self, changes):
        """Whether nothing was written anew: blocks, but for headings, only went to other sections or came from them."""
        known = [change.id in (self.to if change.how == "removed" else self.come_from) for change in changes.blocks if change.kind != "h"]
        return bool(known) and all(known) and not changes.title and all(change.how in ("removed", "added") for change in changes.blocks)

    def source_of(self, page):
        """The page from which a new one has every block of it, None where something of it is new."""
        found = [self.come_from.get(block["id"]) for block in page.text.blocks]
        return found[0] if found and found[0] is not None and all(found) else None


NOTHING = Carried()


def carried_in(book, found, fresh):
    """The Carried of pages with changes: `found` the Changes of all of them, `fresh` pages that are new to the reader.

    Two queries, and none where no block came or went.
    """
    blocks = [(change.how, change) for changes in found if changes for change in changes.blocks]
    gone = {change.id for how, change in blocks if how == "removed"}
    come = {change.id for how, change in blocks if how == "added"}
    come |= {block["id"] for page in fresh for block in page.text.blocks}
    if not gone and not come:
        return NOTHING
    pages = {page.node.version_id: page for page in book.pages}
    to = {id: pages[version] for id, _section, version in SectionText.objects.holding(gone, book.language, version__in=pages)}
    everywhere = SectionText.objects.holding(come, book.language, **_published_before(book.edition))
    here = {block["id"]: page.node.section_id for page in book.pages if book.is_read(page) for block in page.text.blocks}
    former = {id: section for id, section, version in everywhere if version not in pages and here.get(id) not in (None, section)}
    return Carried(to, {id: book.by_section.get(section) for id, section in former.items()})


def elsewhere(before, after):
    """{block id: section it stands in now} of the blocks that stood in another; both are {section id: [block]}."""
    was = {block["id"]: section for section, blocks in before.items() for block in blocks}
    now = {block["id"]: section for section, blocks in after.items() for block in blocks}
    return {id: section for id, section in now.items() if was.get(id, section) != section}


def _published_before(edition):
    """Texts that readers had before an edition came out: neither those of a draft nor of an edition behind it."""
    place = {"version__nodes__edition__regulation": edition.regulation_id}
    if edition.published_at is None:
        return place | {"version__nodes__edition__published_at__isnull": False}
    return place | {"version__nodes__edition__published_at__lt": edition.published_at}


class Handed:
    """What sections gave to one another between two editions, {section id: node with texts} of each; in all languages alike.

    `readers` {node id: audience} where an edition is still a draft. What goes to other readers is never only handed over.
    """

    def __init__(self, before, after, readers):
        self.was, self.now = _blocks(before), _blocks(after)
        self.read_by = {section: _readers(node, {}) for section, node in before.items()}
        self.is_read_by = {section: _readers(node, readers) for section, node in after.items()}
        self.titles = {section: {text.title for text in node.version.texts.all()} for section, node in after.items()}
        self.where = elsewhere(self.was, self.now)

    def only_gave(self, section, changes):
        """Whether all that changed in a section is that a piece of it stands elsewhere now, its heading as the title there."""
        if changes.title or not changes.blocks or any(change.how != "removed" for change in changes.blocks):
            return False
        went = {self.where.get(change.id) for change in changes.blocks} - {None}
        named = {title for one in went for title in self.titles.get(one, ())}
        if not went or not self._same(self.now[section], {section: self.was[section]}):
            return False
        if any(self.is_read_by[one] != self.read_by[section] for one in went):
            return False
        return all(change.id in self.where or (change.kind == "h" and change.was in named) for change in changes.blocks)

    def is_given(self, section):
        """Whether every word of a section that is no more stands in another as it was."""
        to = {self.where.get(block["id"]) for block in self.was[section]}
        return self._same(self.was[section], self.now) and all(self.is_read_by.get(one) == self.read_by[section] for one in to)

    def is_made_of_others(self, section):
        """Whether every word of a new section stood in another as it is."""
        return self._same(self.now[section], self.was)

    @staticmethod
    def _same(blocks, others):
        known = {block["id"]: block["hash"] for row in others.values() for block in row}
        return bool(blocks) and all(known.get(block["id"]) == block["hash"] for block in blocks)


def _readers(node, readers):
    return readers.get(node.pk, node.audience), node.required_reading


def _blocks(nodes):
    return {section: [block for text in node.version.texts.all() for block in text.blocks] for section, node in nodes.items()}
