from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.rights import right

from .changes import show_changes
from .opening import book_in_force, page_or_404


@require_safe
@right("regulation", "see")
def print_all(request, code):
    """The whole document on paper, with its edition on every sheet."""
    book = book_in_force(request, code)
    book.read(book.pages)
    show_changes(request, book, book.pages)
    return render(request, "regulations/print.html", {"book": book, "chapters": book.chapters, "whole": True})


@require_safe
@right("regulation", "see")
def print_section(request, code, section):
    """One section, or one part with its clauses, on paper."""
    book = book_in_force(request, code)
    page = page_or_404(book, section)
    show_changes(request, book, page.with_children)
    return render(request, "regulations/print.html", {"book": book, "chapters": [page]})
