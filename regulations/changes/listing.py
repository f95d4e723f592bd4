"""The list of changes: each changed section with a line or three of what changed, and why, as the editor said."""

from dataclasses import dataclass, field

from django.utils.translation import get_language, ngettext

from ..links import LINK, split
from ..quoting import in_plain_words


@dataclass
class Line:
    """One section of the list; `changes` None where it is still to be compared."""

    page: object
    changes: object
    excerpts: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    is_new: bool = False
    moved_from: str = ""

    @property
    def is_grave(self):
        return any(note.sensitive_tokens for note in self.notes) or bool(self.changes and self.changes.sensitive)

    @property
    def said(self):
        """What editors said of it, the last first, each once; what the settings made says so in the reader's language."""
        return list(dict.fromkeys(words for note in reversed(self.notes) if (words := note.why_in(get_language()))))

    @property
    def badge(self):
        """Of a translation: new, or behind its source."""
        return next((kind for kind in self.changes.kinds if kind in {"translated", "outdated"}), "") if self.changes else ""

    @property
    def is_of_substance(self):
        return any(not note.is_editorial for note in self._told)

    @property
    def is_editorial(self):
        return bool(self._told) and all(note.is_editorial for note in self._told)

    @property
    def _told(self):
        """Notes of more than that something stands elsewhere."""
        return [note for note in self.notes if "moved" not in note.kinds or set(note.kinds) - {"moved", "added"}]

    @property
    def confirmed_by(self):
        return list(dict.fromkeys(str(note.confirmed_by) for note in self.notes if note.confirmed_by))


@dataclass
class ChangeList:
    lines: list
    gone: list

    @property
    def total(self):
        return len(self.lines) + len(self.gone)


def list_of(since, changes):
    """Lines of `since` with what was recorded at publishing, those that matter first; then what was taken out with its reason."""
    notes = {}
    for change in changes.select_related("confirmed_by"):
        notes.setdefault(change.section_id, []).append(change)
    lines = []
    for page, excerpts, found in since.excerpts():
        section = page.node.section_id
        known = since.told.get(section)
        line = Line(page, found, [in_words(line, page.book) for line in excerpts], notes.get(section, []))
        source = since.source_of(page)
        line.is_new = bool(known and known.badge == "new") and source is None
        line.moved_from = source.number if source else since.moved.get(section, "")
        lines.append(line)
    return ChangeList(sorted(lines, key=lambda line: not line.is_grave), since.gone)


def in_words(text, book):
    """Links by their words, or by the title they lead to; what a machine fills in by its name."""

    def label(found):
        entry = book.index.get(split(found[1], book.regulation.code))
        return found[2] or (entry.title if entry else found[1])

    return LINK.sub(label, in_plain_words(text))


def moved_lines(carried, changes):
    """A line for each run of paragraphs that only stands in another section now, or came from one."""
    return [_moved_line(how, len(found), place) for how, found, place in carried.told(changes)]


def _moved_line(how, number, place):
    label = f"{place.number} {place.title}".strip()
    if how == "removed":
        words = ngettext("{n} paragraph moved to", "{n} paragraphs moved to", number).format(n=number)
        return f"{words} {label}"
    if not label:
        words = ngettext("{n} paragraph moved from another section", "{n} paragraphs moved from another section", number)
        return words.format(n=number)
    words = ngettext("{n} paragraph moved from {place}", "{n} paragraphs moved from {place}", number)
    return words.format(n=number, place=label)
