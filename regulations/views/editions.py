from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.rights import right

from ..book import history_of
from .opening import book_in_force, book_of, page_or_404, regulation_for


@require_safe
@right("regulation", "see")
def editions(request, code):
    """Every published edition, the newest first, with what it changed."""
    book = book_in_force(request, code)
    return render(request, "regulations/editions.html", {"book": book, "history": history_of(book)})


@require_safe
@right("regulation", "see")
def edition(request, code, number):
    """A past edition as it was."""
    return render(request, "regulations/read.html", {"book": _book(request, code, number)})


@require_safe
@right("regulation", "see")
def old_section(request, code, number, section):
    book = _book(request, code, number)
    return render(request, "regulations/read.html", {"book": book, "page": page_or_404(book, section)})


def _book(request, code, number):
    regulation = regulation_for(request, code)
    found = get_object_or_404(regulation.editions.readable_by(request.user), number=number)
    return book_of(found, regulation, permanent=False)
