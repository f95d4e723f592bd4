"""Pictures of the screens: what is shown of them, and the page on which editors look after them."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.rights import right

from .. import stored
from ..models import Shot, ShotImage
from ..shots.page import rows
from ..shots.pieces import piece_of
from ..shots.recipes import recipes
from ..shots.standing import is_possible, prepare

FOR_EVER = "private, max-age=31536000, immutable"


@require_safe
@right("regulation", "see")
def shot(request, key, language, digest):
    """The bytes of a picture; it shows made-up people only, so whoever reads the handbook may see it."""
    image = ShotImage.objects.called(key, language, digest)
    if image is None or not stored.path_of(image).is_file():
        raise Http404
    response = FileResponse(stored.path_of(image).open("rb"), content_type="image/png")
    response["Cache-Control"] = FOR_EVER
    response["Content-Encoding"] = "identity"
    return response


@require_safe
@right("regulation", "see")
def shot_piece(request, help_key):
    """What a key explains, cut out of the picture of its screen as it is now."""
    piece = piece_of(help_key, get_language())
    body = piece.body() if piece else b""
    if not body:
        raise Http404
    response = HttpResponse(body, content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
@right("regulation", "edit")
def shots(request):
    """Every recipe with its pictures, whether they are up to date, and what went wrong."""
    context = {"rows": rows(get_language()), "is_possible": is_possible()}
    return render(request, "regulations/shots.html", context)


@require_POST
@right("regulation", "edit")
def take_again(request, key=None):
    """Ask for one picture, or for all of them; they are taken in a minute, not now."""
    if key is not None and key not in recipes():
        raise Http404
    if not is_possible():
        messages.error(request, _("No browser is installed on this server: pictures are not taken here."))
        return redirect("regulations:shots")
    prepare()
    asked = Shot.objects.ask_again([key] if key else None, by=request.user)
    words = ngettext("{n} picture will be taken again in a minute or two.", "{n} pictures will be taken again in a few minutes.", asked)
    messages.success(request, words.format(n=asked) if asked else _("They are already asked for: wait a minute or two."))
    return redirect("regulations:shots")
