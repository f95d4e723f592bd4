from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.rights import right

from ..models import Regulation
from ..reading.views.showing import shown
from ..shelf import covers_in_force
from .changes import show_changes
from .opening import book_in_force, last_book_with


@require_safe
@right("regulation", "see")
def index(request):
    """The documents on the shelf."""
    covers = covers_in_force(request.user, get_language())
    context = {"covers": covers, "may_load": request.user.may("create", "regulation")}
    context["desk"] = Regulation.objects.on_the_desk() if request.user.may("edit", "regulation") else []
    return render(request, "regulations/index.html", context)


@require_safe
@right("regulation", "see")
def read(request, code):
    """The first page of a document; a standard or a checklist is read whole."""
    book = book_in_force(request, code)
    book.read(book.pages if book.is_flat else [])
    show_changes(request, book, book.pages if book.is_flat else [])
    coming = book.regulation.editions.scheduled().order_by("effective_at").first()
    return render(request, "regulations/read.html", shown(request, book) | {"coming": coming})


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
    book.read(page.with_children)
    show_changes(request, book, page.with_children)
    return render(request, "regulations/read.html", shown(request, book, page))
