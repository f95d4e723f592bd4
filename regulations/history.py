"""The published editions of a document, each with what it changed."""

from dataclasses import dataclass

from .book import address_of, words_in
from .models import Edition


@dataclass(frozen=True)
class PastEdition:
    """An edition in the list of editions."""

    edition: Edition
    summary: str
    changed: list
    before: Edition | None = None

    @property
    def url(self):
        return address_of(self.edition, self.edition.regulation.code)


def history_of(book):
    """The published editions of a book's regulation, newest first, each with the sections it changed."""
    editions = list(book.regulation.editions.readable_by_all().select_related("regulation").prefetch_related("nodes"))
    history, before, last = [], {}, None
    for edition in editions:
        now = {node.section_id: node.version_id for node in edition.nodes.all()}
        changed = [page for page in book.pages if before and before.get(page.node.section_id) != now.get(page.node.section_id)]
        history.insert(0, PastEdition(edition, words_in(edition.summary, book.language) or "", changed, last))
        before, last = now, edition
    return history
