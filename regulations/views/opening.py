"""How every page finds the book it shows."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from ..book import Book
from ..models import Regulation, Section


def regulation_for(request, code):
    return get_object_or_404(Regulation.objects.visible_to(request.user).select_related("owner"), code=code)


def known_regulation(request, code):
    """Also one that is not in force, for whoever is asked about its draft."""
    return get_object_or_404(Regulation.objects.known_to(request.user).select_related("owner", "approver"), code=code)


def draft_or_404(request, code):
    """The draft of a document, for who writes the handbook."""
    regulation = regulation_for(request, code)
    found = regulation.draft
    if found is None:
        raise Http404
    found.regulation = regulation
    return found


def book_in_force(request, code):
    """What holds now, in the reader's language; a regulation without an edition in force has no pages."""
    return book_now(request, regulation_for(request, code))


def book_now(request, regulation):
    """The same of a regulation that was found already."""
    edition = regulation.edition_in_force()
    if edition is None:
        raise Http404
    return book_of(edition, regulation, reader=request.user)


def book_of(edition, regulation, **options):
    edition.regulation = regulation
    return Book(edition, get_language(), **options)


def page_or_404(book, section):
    page = book.page(section)
    if page is None:
        raise Http404
    return page


def last_book_with(request, regulation, section):
    """The last edition that had a section which is no longer in force: its address answers for ever."""
    found = get_object_or_404(Section.objects.visible_to(request.user), regulation=regulation, code=section)
    edition = found.last_edition()
    if edition is None:
        raise Http404
    return book_of(edition, regulation, permanent=False, reader=request.user)
