from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.rights import right

from ..finding import find
from ..forms import SearchForm


@require_safe
@right("regulation", "see")
def search(request):
    """Words in titles and texts of everything in force."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    return render(request, "regulations/search.html", {"words": words, "found": find(words, request.user, get_language())})
