"""A document as its reader has it before them: what is still to be read in it, what was opened, what is to be confirmed."""

from dataclasses import dataclass
from functools import cached_property

from django.core import signing
from django.db.models import OuterRef, Subquery

from crm_project.lib import clock

from ..models import Acknowledgement, EditionNode, ReaderState, ReadingItem, SectionText
from .acknowledging import METHOD, statement_for
from .audience import reads

SALT = "regulations.reading"
ITEM = ReadingItem.State
MANY = 20
"""More than this is a path to walk, not changes to run through."""


class ForgedForm(ValueError):
    """What was sent back is not what the page had shown."""


@dataclass(frozen=True)
class Duty:
    """One section to be read, as the page shows it; `page` is its place in the book, None where it was taken out."""

    item: ReadingItem
    page: object
    number: str
    title: str
    url: str
    is_opened: bool

    @property
    def code(self):
        return self.item.section.code

    @property
    def is_owed(self):
        return self.item.state == ITEM.OWED

    @property
    def is_late(self):
        return self.is_owed and self.item.due_at <= clock.now()


class Desk:
    """The open reading of one person in one book; three questions to the database, none where nothing is asked of them."""

    def __init__(self, book, reader):
        self.book, self.reader, self.regulation = book, reader, book.regulation
        self.items = self._items() if book.permanent else []
        self.reading = self.items[0].assignment if self.items else None
        self.here = set()

    def open(self, pages):
        """These pages lie before the reader's eyes now: noted once for each version."""
        self.here = {page.node.section_id for page in pages}
        now, seen = clock.now(), self._seen
        owed = {item.section_id: item for item in self.items if item.state == ITEM.OWED}
        fresh = [page for page in pages if page.node.section_id in owed and seen.get(page.node.section_id) != page.node.version_id]
        rows = [
            ReaderState(user=self.reader, section_id=page.node.section_id, seen_version_id=page.node.version_id, first_seen_at=now)
            for page in fresh
        ]
        if rows:
            keys, fields = ["user", "section"], ["seen_version", "first_seen_at"]
            ReaderState.objects.bulk_create(rows, update_conflicts=True, unique_fields=keys, update_fields=fields)
            seen |= {row.section_id: row.seen_version_id for row in rows}

    # -- what the page asks ------------------------------------------------------------

    @cached_property
    def duties(self):
        """{section id: Duty} in reading order; call `open` before."""
        pages, gone = self.book.by_section, gone_titles(self.items, self.book.language)
        duties = [self._duty(item, pages.get(item.section_id), gone) for item in self.items]
        places = {section: place for place, section in enumerate(pages)}
        return {duty.item.section_id: duty for duty in sorted(duties, key=lambda duty: places.get(duty.item.section_id, len(places)))}

    @cached_property
    def owed(self):
        return [duty for duty in self.duties.values() if duty.is_owed]

    @property
    def may_ask(self):
        """Whether this reader may say of the text before them that it is unclear."""
        return self.book.permanent and reads(self.reader)

    @property
    def is_path(self):
        return self.reading is not None and self.reading.reason == self.reading.Reason.HIRE

    @cached_property
    def is_of_changes(self):
        """Whether all that is to be read changed: what is read again, or is wholly new, is no change to run through."""
        return not self.is_path and all(item.kind != ReadingItem.Kind.WHOLE for item in self.items)

    @property
    def is_long(self):
        return self.is_path or len(self.owed) > MANY

    @property
    def total(self):
        return len(self.items)

    @property
    def read(self):
        """How many were opened or confirmed; on the path of a new colleague only what was confirmed."""
        return sum(1 for duty in self.duties.values() if not duty.is_owed or (duty.is_opened and not self.is_path))

    @property
    def left(self):
        """What is not opened yet, in reading order."""
        return [duty for duty in self.owed if not duty.is_opened]

    @property
    def may_confirm_all(self):
        return bool(self.owed) and not self.left

    @property
    def is_late(self):
        return any(duty.is_late for duty in self.owed)

    @property
    def next_after(self):
        """What to read after this page: what was not opened yet; on the path of a new colleague what was not confirmed."""
        waiting = self.owed if self.is_path else self.left
        return next((duty for duty in waiting if duty.item.section_id not in self.here), None)

    @property
    def asks_password(self):
        return self.regulation.ack_method == METHOD.PASSWORD

    @cached_property
    def edition_confirmed(self):
        """(number of the edition, moment) of what the owed sections are compared with, the oldest; None for a newcomer."""
        changed = [duty.item.section_id for duty in self.owed if duty.item.kind != ReadingItem.Kind.NEW]
        rows = Acknowledgement.objects.of_people([self.reader.pk]).standing().filter(section__in=changed).in_time()
        last = {row.section_id: row for row in rows.select_related("edition")} if changed else {}
        found = min(last.values(), key=lambda row: row.at, default=None)
        return (found.edition.label, found.at) if found else None

    # -- forms -------------------------------------------------------------------------

    def statement(self, duty):
        return statement_for(duty.number, self.regulation.code, self.book.edition.label)

    def seal(self, duty):
        """What the page shows, so that nothing else can be confirmed by its button."""
        rows = [(duty.item.section_id, duty.item.version_id, self.statement(duty))]
        return self._sealed(rows)

    def seal_of_all(self):
        return self._sealed([(duty.item.section_id, duty.item.version_id, self.statement(duty)) for duty in self.owed])

    # -- helpers -----------------------------------------------------------------------

    def _sealed(self, rows):
        return signing.dumps({"user": self.reader.pk, "rows": rows, "at": int(clock.now().timestamp())}, salt=SALT, compress=True)

    def _duty(self, item, page, gone):
        opened = item.version_id is None or self._seen.get(item.section_id) == item.version_id
        if page:
            return Duty(item, page, page.number, page.title, page.url, opened)
        number, title = gone.get(item.section_id, ("", item.section.code))
        return Duty(item, None, number, title, self.book.url_of(item.section.code), opened)

    def _items(self):
        rows = ReadingItem.objects.in_open().of_user(self.reader).of_regulation(self.regulation).exclude(state=ITEM.DROPPED)
        return list(rows.select_related("assignment", "section"))

    @cached_property
    def _seen(self):
        owed = [item.section_id for item in self.items if item.state == ITEM.OWED]
        return dict(ReaderState.objects.of(self.reader, owed).values_list("section_id", "seen_version_id")) if owed else {}


def gone_titles(items, language):
    """{section id: (number, title)} of those that were taken out, as they last stood; no query without any."""
    ids = [item.section_id for item in items if item.version_id is None]
    if not ids:
        return {}
    title = SectionText.objects.filter(version=OuterRef("version")).order_by("language" if language == "en" else "-language")
    nodes = EditionNode.objects.filter(section__in=ids, edition__published_at__isnull=False).order_by("edition__number")
    rows = nodes.annotate(title=Subquery(title.values("title")[:1])).values_list("section_id", "number", "title")
    return {section: (number, title) for section, number, title in rows}


def opened_seal(seal, reader):
    """({section id: (version id, words)}, seconds since the page was shown) of a form; raises ForgedForm."""
    try:
        told = signing.loads(seal, salt=SALT)
    except signing.BadSignature:
        raise ForgedForm from None
    if told["user"] != reader.pk:
        raise ForgedForm
    return {section: (version, words) for section, version, words in told["rows"]}, int(clock.now().timestamp()) - told["at"]
