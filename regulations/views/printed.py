from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.rights import right

from ..carrying.paper import parted
from ..changes.since import since_edition
from .opening import book_in_force


@require_safe
@right("regulation", "see")
def printed(request, mark, section=""):
    """Whether a printed copy still holds: it is the edition in force, or so many changes for this reader are newer."""
    found = parted(mark)
    if found is None:
        raise Http404
    code, number, minor = found
    book = book_in_force(request, code)
    edition = get_object_or_404(book.regulation.editions.readable_by(request.user).published().numbered(number, minor))
    since = None if edition.pk == book.edition.pk else since_edition(book, edition)
    context = {"book": book, "edition": edition, "page": book.page(section) if section else None, "since": since}
    context["places"] = since.total if since else 0
    context["here"] = _places_of(context["page"], since)
    return render(request, "regulations/printed.html", context)


def _places_of(page, since):
    """How many of the changes are in the section that was printed."""
    if page is None or since is None:
        return None
    return sum(since.places.get(one.node.section_id, 0) for one in page.with_children)
