"""A round of discussion as one of its readers sees it: the sections that are for them, and the remarks on those."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from .anchors import CHANGED, LOST, MOVED, anchor_of, texts_of
from .book import Book
from .changes.between import Changes, between
from .links import in_words
from .quoting import in_plain_words


@dataclass
class Said:
    """A remark with where it stands today."""

    remark: object
    anchor: str

    @property
    def is_displaced(self):
        return self.anchor in (CHANGED, MOVED, LOST)


@dataclass
class Place:
    """A section or a thread with what was said about it."""

    title: str
    number: str = ""
    code: str = ""
    key: str = ""
    is_part: bool = False
    is_changed: bool = False
    said: list = field(default_factory=list)

    @property
    def open(self):
        return sum(one.remark.is_open for one in self.said)


@dataclass
class Block:
    """A paragraph with what was said about it; `how` it differs from the edition in force ("" where it does not), and what it `was`."""

    id: str
    kind: str
    text: str
    said: list
    how: str = ""
    was: str = ""


class Discussion:
    def __init__(self, found, language, reader):
        self.round, self.reader, self.draft = found, reader, found.edition
        self.draft.regulation = found.regulation
        self.base = self.draft.base
        self.book = Book(self.draft, language, permanent=False, reader=reader)
        visible = {page.node.section_id for page in self.book.pages}
        texts = texts_of(self.draft)
        remarks = found.remarks.for_page()
        self.said = [Said(one, anchor_of(one, texts)) for one in remarks if one.section_id is None or self._shows(one, visible)]

    def _shows(self, remark, visible):
        """A section that was taken out of the draft is still talked about, by who wrote about it and by the editors."""
        return remark.section_id in visible or remark.author_id == self.reader.pk or self.reader.may("edit", "regulation")

    @cached_property
    def sections(self):
        before = dict(self.base.nodes.values_list("section_id", "version_id")) if self.base else {}
        return [self._place(page, before.get(page.node.section_id) != page.node.version_id) for page in self.book.pages]

    @property
    def in_question(self):
        """Sections that the draft changes or that somebody spoke about."""
        return [place for place in self.sections if place.is_changed or place.said]

    @property
    def others(self):
        return [place for place in self.sections if not place.is_changed and not place.said]

    def _place(self, page, is_changed):
        facts = {"is_part": page.parent is None, "is_changed": is_changed, "said": self.about(page.node.section_id)}
        return Place(page.title, page.number, page.code, **facts)

    @property
    def threads(self):
        return [
            Place(one["title"], key=one["key"], said=[x for x in self.said if x.remark.thread == one["key"]]) for one in self.round.threads
        ]

    @property
    def unplaced(self):
        """Remarks on sections that the draft holds no longer."""
        here = {page.node.section_id for page in self.book.pages}
        return [one for one in self.said if one.remark.section_id and one.remark.section_id not in here]

    @property
    def objections(self):
        return [one for one in self.said if one.remark.is_open and one.remark.kind == "objection"]

    def about(self, section_id):
        return [one for one in self.said if one.remark.section_id == section_id]

    def blocks_of(self, page):
        """The paragraphs as they will be, each with what it was; those that go stand last."""
        said, changed = self.about(page.node.section_id), self._changed(page)
        blocks = [
            Block(
                block["id"],
                block["kind"],
                self._plain(block["text"]),
                [one for one in said if one.remark.block_id == block["id"]],
                *changed.pop(block["id"], ("", "")),
            )
            for block in page.text.blocks
        ]
        return blocks + [Block(id, "", "", [], how, was) for id, (how, was) in changed.items() if how == "removed"]

    def _changed(self, page):
        """{block id: (how it changed, what it was)} since the edition the draft goes on from."""
        node = self.base.nodes.filter(section=page.node.section_id).first() if self.base else None
        if node is None or node.version_id == page.node.version_id:
            return {}
        before = node.version.text_in(page.language, fallback=False)
        changes = between(before, page.text) if before else Changes()
        return {one.id: (one.how, self._plain(one.was)) for one in changes.blocks if one.how != "same"}

    def _plain(self, text):
        return in_words(in_plain_words(text), self.round.regulation.code, self.book.index, _("a section for other positions"))

    def without_a_place(self, page):
        """Remarks on a section as a whole, and those whose paragraph is not there any more."""
        ids = {block["id"] for block in page.text.blocks}
        return [one for one in self.about(page.node.section_id) if one.remark.block_id not in ids]

    @property
    def own_stance(self):
        return self.round.stances.filter(person=self.reader).first()
