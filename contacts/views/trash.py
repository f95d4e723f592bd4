from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import right
from crm_project.lib.htmx import done, go_to

from ..kinds import KINDS, client_or_404
from ..refusals import NotAllowed


@require_POST
@right(any_signed_in=True)
def discard(request, kind, pk):
    """Into the trash; the toast and the trash view take it back."""
    client = client_or_404(kind, pk, request.user)
    try:
        client.discard(by=request.user)
    except NotAllowed:
        raise Http404 from None
    undo = reverse("contacts:restore", args=[kind, pk])
    messages.success(request, _("%(client)s is in the trash") % {"client": client}, extra_tags=f"undo:{undo}")
    return go_to(request, reverse(KINDS[kind].list_url))


@require_POST
@right(any_signed_in=True)
def restore(request, kind, pk):
    client = client_or_404(kind, pk, request.user, trash_too=True)
    try:
        client.restore(by=request.user)
    except NotAllowed:
        raise Http404 from None
    return done(request, toast=_("%(client)s is back") % {"client": client}, back=reverse("contacts:client", args=[kind, pk]))
