"""The boring dictionaries - sources, channels, segments - share one list, one form and one way to retire a word."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, page_or_fragment
from regulations.living.noting import noted

from ..dictionaries import DICTIONARIES


@require_GET
@right("settings", "see")
def words(request, name):
    dictionary = _dictionary(name)
    context = {"dictionary": dictionary, "words": dictionary.words(), "menu": "settings", "may_edit": request.user.may("edit", "settings")}
    return page_or_fragment(request, "contacts/words.html", "contacts/words/_list.html", context)


@require_http_methods(["GET", "POST"])
@right("settings", "edit")
def word(request, name, pk=None):
    """Add a word, or change one: where it is used it reads anew at once."""
    dictionary = _dictionary(name)
    known = dictionary.word(pk) if pk else None
    if pk and known is None:
        raise Http404
    form = dictionary.form(request.POST or None, instance=known)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "dictionary": dictionary, "word": known}
        return dialog(request, "contacts/words/_dialog.html", context, status=422 if form.is_bound else 200)
    with noted(request, dictionary.feeds):
        dictionary.save(form, by=request.user)
    return done(request, toast=_("Saved"), events=("words:changed",), back=dictionary.url)


@require_POST
@right("settings", "edit")
def retire(request, name, pk):
    """A word is offered no more; where it was used it stays. The same again brings it back."""
    dictionary = _dictionary(name)
    known = dictionary.word(pk)
    if known is None:
        raise Http404
    dictionary.retire_or_return(known, by=request.user)
    return done(
        request, toast=_("No longer offered") if known.retired_at else _("Offered again"), events=("words:changed",), back=dictionary.url
    )


def _dictionary(name):
    if name not in DICTIONARIES:
        raise Http404
    return DICTIONARIES[name]
