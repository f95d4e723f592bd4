from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib.htmx import page_or_fragment

from ..card import card_of
from ..kinds import client_or_404
from ..models import PersonalAccess


@require_GET
@right(any_signed_in=True)
def client(request, kind, pk):
    """Everything about a client: data, the one timeline, deals, tasks, files."""
    found = client_or_404(kind, pk, request.user, trash_too=True)
    if kind == "contact":
        PersonalAccess.note_opening(found, by=request.user)
    context = {"menu": "contacts", **card_of(found, request.user)}
    return page_or_fragment(request, "contacts/card.html", "contacts/card/_data.html", context)
