from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right

from ..registry import find_everywhere, source_of
from ..words import asked_in

_IN_PALETTE, _ON_PAGE, _OF_ONE = 4, 8, 50


@require_POST
@right(any_signed_in=True)
def palette(request):
    """What the palette offers while one types: records of every kind one may see."""
    words = asked_in(request.POST)
    found = find_everywhere(request.user, words, _IN_PALETTE, while_typing=True)
    return render(request, "search/_options.html", {"found": found, "words": words})


@require_http_methods(["GET", "POST"])
@right(any_signed_in=True)
def search(request):
    """The same on a page of its own, more of each kind; words travel by POST, so that addresses keep no phones."""
    words = asked_in(request.POST or request.GET)
    only = request.POST.get("only") or request.GET.get("only", "")
    only = only if source_of(only) else None
    found = find_everywhere(request.user, words, _OF_ONE if only else _ON_PAGE, only) if words else []
    return render(request, "search/page.html", {"found": found, "words": words, "only": only, "menu": "search"})
