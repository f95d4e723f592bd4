from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.rights import right

from ..changes.comparing import Comparison
from ..changes.listing import list_of
from ..changes.since import of_reader, since_edition
from ..models import Edition, SectionChange
from .opening import book_in_force, regulation_for


@require_safe
@right("regulation", "see")
def changes(request, code):
    """What changed since the edition before, or since the one that is asked for: section by section, what matters first."""
    book = book_in_force(request, code)
    editions = _editions(request, book.regulation)
    past = [edition for edition in editions if edition.published_at and edition.effective_at < book.edition.effective_at]
    asked = _asked(request, editions) or (past[-1] if past else None)
    context = {"book": book, "since": asked, "editions": past, "query": f"?since={asked.label}" if asked else ""}
    if asked:
        notes = SectionChange.objects.between_editions(book.regulation, asked, book.edition)
        context["list"] = list_of(since_edition(book, asked), notes)
    return render(request, "regulations/changes.html", context)


@require_safe
@right("regulation", "see")
def compare(request, code, before="", after=""):
    """Any two editions side by side; without them the form that asks which."""
    regulation = regulation_for(request, code)
    editions = _editions(request, regulation)
    if not before:
        return _choose(request, regulation, editions)
    if _withdrawn(regulation, editions, before, after):
        messages.info(request, _("One of the two editions was withdrawn before its day. These hold, or are to come."))
        return redirect("regulations:editions", code)
    # Each by itself, as its text is read.
    one = Edition.objects.get(pk=_edition(editions, before).pk)
    other = Edition.objects.get(pk=_edition(editions, after).pk)
    one.regulation = other.regulation = regulation
    comparison = Comparison(one, other, get_language(), request.user, only=request.GET.get("section", ""))
    context = {"regulation": regulation, "comparison": comparison, "before": one, "after": other, "editions": editions}
    return render(request, "regulations/compare.html", context | {"is_inline": request.GET.get("view") == "inline"})


def show_changes(request, book, pages):
    """Puts on the pages the marks since `?since=…`, or else since what this reader knows; `?marks=none` is a clean copy."""
    if request.GET.get("marks") == "none":
        return
    asked = _asked(request, _editions(request, book.regulation)) if "since" in request.GET else None
    book.since = since_edition(book, asked) if asked else of_reader(book)
    if book.since:
        book.since.is_open = request.GET.get("marks") == "all"
        book.since.mark(pages)


def _choose(request, regulation, editions):
    labels = [edition.label for edition in editions]
    if len(labels) < 2:
        raise Http404
    before, after = request.GET.get("a", labels[-2]), request.GET.get("b", labels[-1])
    if "b" not in request.GET and before == after:
        before = labels[-2]
    if not {before, after} <= set(labels):
        raise Http404
    return redirect("regulations:compare", regulation.code, before, after)


def _withdrawn(regulation, editions, *labels):
    """Whether one of these was announced, so that people may have been told of it, and does not come; the others are there."""
    missing = set(labels) - {edition.label for edition in editions}
    return missing and regulation.edition_in_force() and missing <= {edition.label for edition in regulation.editions.withdrawn()}


def _asked(request, editions):
    label = request.GET.get("since", "").removeprefix("ed")
    return _edition(editions, label) if label else None


def _editions(request, regulation):
    return list(regulation.editions.readable_by(request.user))


def _edition(editions, label):
    found = next((edition for edition in editions if edition.label == label), None)
    if found is None:
        raise Http404
    return found
