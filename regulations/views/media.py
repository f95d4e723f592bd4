"""Pictures and files of the handbook: brought by an editor, seen by whoever may read a section that shows them."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.rights import right
from crm_project.lib.ranges import ranged

from .. import stored
from ..carrying.refusals import Unfit
from ..media.keeping import keep
from ..media.screening import MOST_BYTES, screened
from ..models import MediaFile

SANDBOX = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"


@require_safe
@right("regulation", "see")
def media(request, key):
    """The bytes: a picture is shown, a video is played from any place of it, everything else is downloaded."""
    file = MediaFile.objects.readable_by(request.user, key)
    if file is None or not stored.path_of(file).is_file():
        raise Http404
    is_shown = file.is_picture or file.is_video
    kind = file.mime if is_shown else "application/octet-stream"
    facts = {"as_attachment": not is_shown, "filename": file.original_name, "content_type": kind}
    response = ranged(request, stored.path_of(file), **facts)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600"
    response["Content-Encoding"] = "identity"
    return response


def brought(request):
    """The MediaFile of the posted `media`; refuses with Unfit."""
    upload = request.FILES.get("media")
    if upload is None:
        raise Unfit(_("Choose a file."))
    if upload.size > MOST_BYTES:
        raise Unfit(_("“{name}” is larger than 20 MB.").format(name=upload.name))
    return keep(screened(upload.read(), upload.name), by=request.user)
