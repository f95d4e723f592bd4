from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib.htmx import go_to, page_or_fragment

from ..card import card_of
from ..kinds import client_or_404, kept_or_404
from ..models import PersonalAccess


@require_GET
@right(any_signed_in=True)
def client(request, kind, pk):
    """Everything about a client: data, the one timeline, deals, tasks, files."""
    try:
        found = client_or_404(kind, pk, request.user, trash_too=True)
    except Http404:
        return go_to(request, reverse("contacts:client", args=[kind, kept_or_404(kind, pk, request.user).pk]))
    if kind == "contact":
        PersonalAccess.note_opening(found, by=request.user)
    context = {"menu": "contacts", **card_of(found, request.user)}
    return page_or_fragment(request, "contacts/card.html", "contacts/card/_data.html", context)
