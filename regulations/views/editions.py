from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.rights import right

from ..book import words_in
from ..history import history_of
from ..refusals import AlreadyInForce
from .opening import book_in_force, book_of, known_regulation, page_or_404, regulation_for


@require_safe
@right("regulation", "see")
def editions(request, code):
    """Every published edition, the newest first, with what it changed; above them the one that is announced."""
    try:
        book = book_in_force(request, code)
    except Http404:
        book = None
        if not request.user.may("edit", "regulation"):
            raise
    regulation = book.regulation if book else regulation_for(request, code)
    may_edit = request.user.may("edit", "regulation")
    context = {"book": book, "regulation": regulation, "history": history_of(book) if book else [], "may_edit": may_edit}
    context["coming"] = [(edition, words_in(edition.summary, get_language())) for edition in regulation.editions.scheduled()]
    return render(request, "regulations/editions.html", context)


@require_safe
@right("regulation", "see")
def edition(request, code, number, minor=0):
    """A past edition as it was; the one to come and the draft for those who may see them."""
    book = _book(request, code, number, minor)
    return render(request, "regulations/read.html", {"book": book}) if book else _holds_instead(request, code, number)


@require_safe
@right("regulation", "see")
def old_section(request, code, number, section, minor=0):
    book = _book(request, code, number, minor)
    if book is None:
        return _holds_instead(request, code, number)
    return render(request, "regulations/read.html", {"book": book, "page": page_or_404(book, section)})


@require_POST
@right("regulation", "edit")
def withdraw(request, code, number, minor=0):
    """An announced edition will not come into force."""
    regulation = regulation_for(request, code)
    found = get_object_or_404(regulation.editions.valid().numbered(number, minor))
    try:
        found.withdraw(by=request.user)
    except AlreadyInForce:
        messages.error(request, _("It holds already: publish a new edition that takes it back."))
    else:
        words = _("Edition {number} is withdrawn, its number is not used again; what it said is in the draft.")
        messages.success(request, words.format(number=found.label))
    return redirect("regulations:editions", code)


def _holds_instead(request, code, number):
    words = _("Edition {number} was withdrawn before its day: this is what holds.")
    messages.info(request, words.format(number=number))
    return redirect("regulations:read", code)


def _book(request, code, number, minor):
    """None for an edition that was announced and withdrawn, to whoever may have been told of it."""
    regulation = known_regulation(request, code)
    found = regulation.editions.readable_by(request.user).numbered(number, minor).first()
    if found is None and regulation.edition_in_force() and regulation.editions.withdrawn().numbered(number, minor).exists():
        return None
    if found is None:
        raise Http404
    return book_of(found, regulation, permanent=False, reader=request.user)
