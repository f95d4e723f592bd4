"""The editor's desk: a draft beside the edition it goes on from."""

from dataclasses import dataclass, field
from functools import cached_property

from . import audience
from .blocks import blocks_of
from .book import Entry, index_in_force, typeset
from .changes.between import between
from .changes.comparing import rows_of, title_of
from .changes.sections import Place, moves_between
from .living.alive import Alive
from .media.marks import videos_in
from .media.videos import is_out_of_date, recorded_for
from .models import MediaFile
from .typesetting import to_html
from .writing import link_by_code


@dataclass
class Row:
    """A section in the contents of the draft."""

    node: object
    title: str
    language: str
    is_new: bool
    is_changed: bool
    is_retargeted: bool = False
    depth: int = 1
    clauses: list = field(default_factory=list)

    @property
    def code(self):
        return self.node.section.code

    @property
    def is_touched(self):
        return self.is_new or self.is_changed or self.is_retargeted

    @property
    def has_changes(self):
        """In itself or in what stands in it."""
        return any(row.is_touched for row in self.with_clauses)

    @property
    def with_clauses(self):
        """Itself and all that stands in it, in reading order."""
        return [self, *(row for clause in self.clauses for row in clause.with_clauses)]

    @property
    def nodes(self):
        return [row.node for row in self.with_clauses]


@dataclass
class Texts:
    """Two texts of a section side by side, by the engine that compares editions; either may be missing."""

    before: object
    after: object
    desk: "Desk"

    @cached_property
    def changes(self):
        return between(self.before, self.after)

    @property
    def is_whole(self):
        """One of the two is not there, or nothing of one is left in the other: both are shown as they read."""
        return self.before is None or self.after is None or self.changes.limited

    @cached_property
    def rows(self):
        return [] if self.is_whole else rows_of(self.after, self.changes, self.desk)

    @property
    def title(self):
        """Spans of the title with what it was; none where it was not renamed."""
        return title_of(self.after.title, self.changes) if self.changes.title else []

    @property
    def was_html(self):
        return self.desk.preview(self.before.markdown) if self.before else ""

    @property
    def now_html(self):
        return self.desk.preview(self.after.markdown) if self.after else ""


class Desk:
    """A draft in the language of whoever edits it."""

    def __init__(self, draft, language, reader=None):
        self.draft, self.language, self.reader = draft, language, reader
        self.regulation = draft.regulation
        self.base = draft.base

    @cached_property
    def _before(self):
        return {node.section_id: node for node in self.base.nodes.with_texts()} if self.base else {}

    @cached_property
    def rows(self):
        """Parts with what stands in them."""
        known, nodes = {}, list(self.draft.nodes.with_texts().select_related("class_confirmed_by"))
        whole = audience.resolved(nodes)
        for node in nodes:
            row = self._row(node)
            before = self._before.get(node.section_id)
            now = (whole[node.pk], node.required_reading)
            row.is_retargeted = before is not None and now != (before.audience, before.required_reading)
            if above := known.get(node.parent_id):
                row.depth = above.depth + 1
                above.clauses.append(row)
            known[node.pk] = row
        return [row for row in known.values() if row.depth == 1]

    @property
    def all_rows(self):
        return [row for part in self.rows for row in part.with_clauses]

    @property
    def changed(self):
        return [row for row in self.all_rows if row.is_touched]

    @cached_property
    def gone(self):
        """Rows of the base that the draft does not hold."""
        here = {row.node.section_id for row in self.all_rows}
        return [self._row(node) for section, node in self._before.items() if section not in here]

    @cached_property
    def moves(self):
        """What stands elsewhere in the draft, and what only has another number by that."""
        drafted = {row.node.section_id: row.node for row in self.all_rows}
        return moves_between(*(_places(nodes) for nodes in (self._before, drafted)))

    @property
    def told(self):
        """How many sections say something else, came, went or stand elsewhere."""
        touched = {row.node.section_id for row in self.changed} | set(self.moves.moved)
        return len(touched) + len(self.gone)

    @property
    def moved(self):
        """[(number before, row)] of what stands elsewhere."""
        return [(self.moves.moved[row.node.section_id], row) for row in self.all_rows if row.node.section_id in self.moves.moved]

    @property
    def renumbered(self):
        """[(number before, row)] of what only has another number."""
        return [(self.moves.renumbered[row.node.section_id], row) for row in self.all_rows if row.node.section_id in self.moves.renumbered]

    def before(self, node):
        return self._before.get(node.section_id)

    @cached_property
    def index(self):
        """What links of the draft lead to: its own sections and those of other documents in force."""
        code = self.regulation.code
        others = {key: entry for key, entry in index_in_force(self.language, self.reader).items() if key[0] != code}
        own = [Entry(code, row.code, row.node.number, row.title, row.language, row.node.section_id) for row in self.all_rows]
        return others | {(code, entry.code): entry for entry in own}

    @property
    def targets(self):
        """[(what a link says, label)] for the picker, this document first."""
        own = self.regulation.code
        found = sorted(self.index.items(), key=_nearness(own))
        return [(key[1] if key[0] == own else "/".join(key), entry.label_from(own)) for key, entry in found]

    def preview(self, markdown, section=""):
        """How a text will read; nothing is kept."""
        markdown = link_by_code(markdown)
        html = to_html(markdown, [block["id"] for block in blocks_of(markdown)])
        alive = Alive(self.reader, place=(self.regulation.code, section))
        media = {"files_of": MediaFile.objects.of_keys, "is_stale": self._is_stale(markdown, section)}
        return typeset(html, self.regulation.code, self.index, alive=alive, media=media)

    def _is_stale(self, markdown, section):
        """Of an edition label, whether a video of this text was recorded for other words; asked only where there is one."""
        row = next((row for row in self.all_rows if row.code == section), None) if videos_in(markdown) else None
        if row is None:
            return None
        own, place = self.draft.label, row.node.section_id
        said = recorded_for(self.regulation, {(place, label) for _url, _title, label in videos_in(markdown) if label != own})
        return lambda label: label != own and is_out_of_date(said.get((place, self.language, label)), markdown)

    def beside(self, before, after):
        """The Texts of a section, for whoever compares them."""
        return Texts(before, after, self)

    def _row(self, node):
        text = node.text_in(self.language)
        before = self._before.get(node.section_id)
        is_changed = before is not None and (before.version_id != node.version_id)
        return Row(node, text.title if text else node.section.code, text.language if text else self.language, before is None, is_changed)


def _places(nodes):
    parents = {node.pk: section for section, node in nodes.items()}
    return [Place(section, parents.get(node.parent_id), node.number) for section, node in nodes.items()]


def _nearness(own):
    return lambda item: (item[0][0] != own, item[0][0], [int(part) if part.isdigit() else 0 for part in item[1].number.split(".")])
