"""What the page of a document is given besides its text."""

from ..desk import Desk


def shown(request, book, page=None, **others):
    """The context of read.html: the book, the page, the reader's desk; the pages before their eyes count as opened."""
    desk = Desk(book, request.user)
    if desk.items:
        desk.open(page.with_children if page else book.chapters if book.is_flat else [])
    return {"book": book, "page": page, "desk": desk, **others}
