"""Blocks that stand in another section by now: a section was split or two were joined, and nothing of it was written anew."""

from dataclasses import dataclass, field, replace

from ..models import SectionText
from .between import kinds_of


@dataclass(frozen=True)
class Place:
    """A section by its name alone, where there is no page of it."""

    number: str = ""
    title: str = ""
    audience: tuple = ()


ELSEWHERE = Place()
"""Some section that the reader does not know."""


@dataclass(frozen=True)
class Carried:
    """Blocks that say what they said, in another section: `to` {block id: page it stands in now}, `come_from` {block id: where it stood}.

    Places are pages or Place, ELSEWHERE where the reader knows none.
    """

    to: dict = field(default_factory=dict)
    come_from: dict = field(default_factory=dict)

    def places(self, group):
        """Where each of these neighbours went or came from, None for one that did not; a heading goes with what it headed."""
        known = {"removed": self.to, "added": self.come_from}.get(group[0].how, {})
        places = [known.get(change.id) for change in group]
        for number in range(len(group) - 2, -1, -1):
            if group[number].kind == "h" and places[number] is None and (headed := places[number + 1]) is not None:
                places[number] = headed if headed.title == (group[number].was or group[number].now) else None
        return places

    def told(self, changes):
        """[(how: removed or added, [changes], place)] of what only stands elsewhere, in reading order."""
        found = []
        for change, place in self._placed(changes):
            if place is None:
                continue
            if found and found[-1][0] == change.how and found[-1][2] is place:
                found[-1][1].append(change)
            else:
                found.append((change.how, [change], place))
        return found

    def rest(self, changes):
        """What was changed besides: the same Changes without the blocks that only stand elsewhere."""
        placed = [] if changes is None or changes.limited else self._placed(changes)
        carried = [change for change, place in placed if place is not None]
        if not carried:
            return changes
        blocks = [change for change, place in placed if place is None]
        came, went = (sum(change.words for change in carried if change.how == how) for how in ("added", "removed"))
        rest = replace(changes, blocks=blocks, words_in=max(0, changes.words_in - came), words_out=max(0, changes.words_out - went))
        words = changes.words_in + changes.words_out
        rest.share = round(changes.share * (rest.words_in + rest.words_out) / words, 3) if words else 0.0
        rest.sensitive = _sensitive(changes, blocks)
        rest.kinds = [*kinds_of(rest), *(kind for kind in changes.kinds if kind not in {"edited", "moved", "renamed", "media"})]
        return rest

    def explains(self, changes):
        """Whether nothing was written anew: blocks, but for headings, only went to other sections or came from them."""
        known = [change.id in (self.to if change.how == "removed" else self.come_from) for change in changes.blocks if change.kind != "h"]
        return bool(known) and all(known) and not changes.title and all(change.how in ("removed", "added") for change in changes.blocks)

    def source_of(self, page):
        """Where a new page has every block from, None where something of it is new."""
        found = [self.come_from.get(block["id"], ELSEWHERE) for block in page.text.blocks]
        return found[0] if found and ELSEWHERE not in found else None

    def target_of(self, blocks):
        """Where every one of these blocks went, None where one of them is no more."""
        found = [self.to.get(block["id"]) for block in blocks]
        return found[0] if found and None not in found else None

    def as_seen(self, may_see):
        """The same for who sees some of the places only."""
        to = {id: place for id, place in self.to.items() if may_see(place)}
        return Carried(to, {id: place if may_see(place) else ELSEWHERE for id, place in self.come_from.items()})

    def _placed(self, changes):
        return [pair for group in changes.groups for pair in zip(group, self.places(group), strict=True)]


NOTHING = Carried()


def carried_in(book, found, fresh, known, names=None):
    """The Carried of pages with changes: `found` [(page, version the reader knew, Changes)], `fresh` pages that are new to the reader.

    `known` {section id: version the reader knew}, `names` {section id: Place} of sections the book has no more.
    Two queries, and none where no block came or went.
    """
    book.read(fresh)
    new = [(page.node.section_id, block) for page in fresh for block in page.text.blocks]
    rows = [(page.node.section_id, since, changes) for page, since, changes in found]
    pages = {page.node.version_id: page for page in book.pages}
    places = {**(names or {}), **book.by_section}
    languages = {page.language for page in book.pages}
    return carried(rows, new, pages, known, places, book.edition, languages)


def carried(found, fresh, here, known, places, edition, languages):
    """The Carried of `found` [(section id, version known before, Changes)] and the blocks `fresh` [(section id, block)] of new sections.

    `here` {version id: place} of the edition, `places` {section id: place}; what is no more equal to what was known is not carried.
    """
    was = {change.id: since for _section, since, changes in found for change in changes.blocks if change.how == "removed"}
    now = {change.id: section for section, _since, changes in found for change in changes.blocks if change.how == "added"}
    at_hand = SectionText.objects.holding({*was, *now}, languages, version__in={*here, *was.values()})
    said = {block["id"]: block["hash"] for block, _section, version, _title in at_hand if was.get(block["id"]) == version}
    stand = [(block, version) for block, _section, version, _title in at_hand if version in here]
    to = {block["id"]: here[version] for block, version in stand if said.get(block["id"]) == block["hash"]}
    says = {block["id"]: block["hash"] for block, _version in stand} | {block["id"]: block["hash"] for _section, block in fresh}
    now |= {block["id"]: section for section, block in fresh}
    former, settled = {}, set(known.values())
    for block, section, version, _title in SectionText.objects.holding(set(now), languages, **_published_before(edition)):
        is_known = block["id"] in former and former[block["id"]][1] in settled
        if version not in here and now[block["id"]] != section and not is_known:
            former[block["id"]] = (section, version, block["hash"])
    return Carried(to, {id: places.get(section, ELSEWHERE) for id, (section, _version, hash) in former.items() if says.get(id) == hash})


def between_books(before, after):
    """The Carried of two whole books, both read."""
    was, now = ({block["id"]: (page, block["hash"]) for page in book.pages for block in page.text.blocks} for book in (before, after))
    same = [id for id, (_page, hash) in now.items() if id in was and was[id][1] == hash]
    went = [id for id in same if was[id][0].node.section_id != now[id][0].node.section_id]
    return Carried({id: now[id][0] for id in went}, {id: was[id][0] for id in went})


def _sensitive(changes, blocks):
    """What matters in what is left."""
    if not blocks and not changes.title:
        return []
    words = {key for change in blocks for key in change.sensitive}
    is_built = any(change.how in ("added", "removed") for change in blocks)
    return [key for key in changes.sensitive if (key != "#block" or is_built) and (key[0] == "#" or changes.title or key in words)]


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
