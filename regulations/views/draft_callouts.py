"""The numbers on a picture of a draft's text, placed on a page of their own and written into the text by the verb that saves it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right

from ..callout_forms import CalloutsForm, rows_of
from ..draft_forms import LONGEST_TEXT
from ..media.numbering import holds, picture_of, rewritten
from ..models import MediaFile
from ..refusals import TextConflict
from .draft_text import language_of, place_of


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def callouts(request, code, section, key):
    """Of the picture of this key in the text, of the `nth` where it stands there more than once."""
    found, node = place_of(request, code, section)
    language = language_of(request)
    file = MediaFile.objects.of_keys([key]).get(key)
    if file is None or not file.is_picture:
        raise Http404
    nth = request.GET.get("nth", "1")
    nth = int(nth) if nth.isascii() and nth.isdigit() and len(nth) < 4 else 1
    text = node.text_in(language, fallback=False)
    standing = picture_of(text.markdown, key, nth) if text else None
    if request.method == "POST":
        return _written(request, found, node, language, file, text, standing)
    if standing is None:
        raise Http404
    form = CalloutsForm(initial=rows_of(standing.callouts), prefix="at")
    return _page(request, found, node, language, file, standing, form, text.content_hash)


def _written(request, found, node, language, file, text, standing):
    form, seen = CalloutsForm(request.POST, prefix="at"), request.POST.get("seen", "")
    place = (request, found, node, language, file)
    if not form.is_valid():
        return _page(*place, standing, form, seen, status=422)
    if standing is None:
        form.refuse(
            _("The picture is not in the text any more. What you typed is below: put the picture into the text and save once more.")
        )
        return _page(*place, None, form, text.content_hash if text else "", status=409)
    markdown = rewritten(text.markdown, standing, form.callouts)
    if refusal := _refusal(markdown, standing, form.callouts):
        form.refuse(refusal)
        return _page(*place, standing, form, seen, status=422)
    try:
        found.change_text(node.section.code, language, text.title, markdown, seen=seen, by=request.user)
    except TextConflict as conflict:
        theirs = conflict.theirs
        now = picture_of(theirs.markdown, file.key, standing.nth) if theirs else None
        form.refuse(
            _("Somebody saved this text while you were here. Not saved yet: yours stands below as you typed it. Look, then save once more.")
        )
        return _page(*place, now, form, theirs.content_hash if theirs else "", theirs=now.callouts if now else (), status=409)
    messages.success(request, _("Saved"))
    return redirect(f"{reverse('regulations:draft-section', args=[found.regulation.code, node.section.code])}?language={language}")


def _refusal(markdown, standing, callouts):
    if not standing.is_plain:
        return _("An item of the list below the picture has more than one paragraph: change it in the text.")
    if len(markdown) > LONGEST_TEXT:
        return _("The text of the section would be too long.")
    if not holds(markdown, standing, callouts):
        return _("What follows the picture in the text joins its list: let it begin at the left edge, after an empty line.")
    return ""


def _page(request, found, node, language, file, standing, form, seen, *, theirs=(), status=200):
    context = {"draft": found, "regulation": found.regulation, "node": node, "language": language, "file": file, "standing": standing}
    context |= {"form": form, "seen": seen, "theirs": theirs, "nth": standing.nth if standing else request.GET.get("nth", "")}
    context["spots"] = [(number, one.place) for number, one in enumerate(standing.callouts if standing else (), start=1) if one.place]
    return render(request, "regulations/draft/callouts.html", context, status=status)
