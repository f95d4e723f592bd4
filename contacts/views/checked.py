from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import right
from crm_project.lib.htmx import done

from ..kinds import client_or_404
from ..refusals import NotAllowed


@require_POST
@right(any_signed_in=True)
def check(request, kind, pk):
    """One click: the phones and addresses on the card are still right."""
    client = client_or_404(kind, pk, request.user)
    try:
        client.confirm_data(by=request.user)
    except NotAllowed:
        raise Http404 from None
    back = reverse("contacts:client", args=[kind, pk])
    return done(request, toast=_("Checked today"), events=("live:timeline", "client:changed"), back=back)
