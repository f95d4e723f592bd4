from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.rights import right

from ..book import covers_in_force
from ..reading.views.showing import shown
from .opening import book_in_force, last_book_with


@require_safe
@right("regulation", "see")
def index(request):
    """The documents on the shelf."""
    covers = covers_in_force(request.user, get_language())
    return render(request, "regulations/index.html", {"covers": covers, "may_load": request.user.may("create", "regulation")})


@require_safe
@right("regulation", "see")
def read(request, code):
    """The first page of a document; a standard or a checklist is read whole."""
    return render(request, "regulations/read.html", shown(request, book_in_force(request, code)))


@require_safe
@right("regulation", "see")
def section(request, code, section):
    """One section for ever at one address, whatever its number becomes; a part with all its clauses."""
    book = book_in_force(request, code)
    page = book.page(section)
    if page is None:
        retired_in = last_book_with(request, book.regulation, section)
        return render(request, "regulations/read.html", {"book": retired_in, "page": retired_in.page(section), "is_gone": True})
    if page.code != section:
        return redirect(page.permalink)
    return render(request, "regulations/read.html", shown(request, book, page))
