from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.rights import right

from ...models import Confusion, Remark
from ...views.opening import book_in_force
from ..desk import Desk
from ..my_page import my_documents

SHOWN = 20


@require_safe
@right("regulation", "see")
def my_reading(request):
    """What I am to read in all documents: by days for a new colleague, by dates for the others."""
    asked = Confusion.objects.of(request.user).for_list()
    context = {"documents": my_documents(request.user, get_language()), "asked": asked, "remarks": Remark.objects.of(request.user)[:SHOWN]}
    return render(request, "regulations/reading/mine.html", context)


@require_safe
@right("regulation", "see")
def owed(request, code):
    """Only what is to be read of a document, on one page; a long list is a list of links."""
    book = book_in_force(request, code)
    desk = Desk(book, request.user)
    if desk.items:
        pages = book.by_section
        sections = [item.section_id for item in desk.items if item.version_id and item.section_id in pages]
        desk.open([] if desk.is_path or len(desk.items) > 20 else [pages[section] for section in sections])
    return render(request, "regulations/reading/owed.html", {"book": book, "desk": desk})
