from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import right
from crm_project.lib.htmx import done, refused
from deals import refusals as of_cards

from ..actions import BY_CODE
from ..models import Enforcement
from ..refusals import CannotBeTakenBack, NotAllowed
from ..veil import veiled

CHANGED = ("workday:changed",)


@right(any_signed_in=True)
@require_POST
def take_back(request, pk):
    """The head undoes what the system did after a breach."""
    act = get_object_or_404(Enforcement.objects.visible_to(request.user).select_related("breach__department"), pk=pk)
    if veiled([act.breach], request.user)[0].is_veiled:
        raise Http404
    try:
        act.take_back(by=request.user)
    except (NotAllowed, of_cards.NotAllowed):
        return refused(request, toast=_("Only a head takes that back, and nobody about themselves."), status=403, back="workday:breaches")
    except CannotBeTakenBack:
        if not BY_CODE[act.action].can_be_taken_back:
            return refused(request, toast=_("What was told cannot be taken back."), events=CHANGED, back="workday:breaches")
        words = _("It went on since: the task is closed, moved or given on, or the card is somebody else’s by now.")
        return refused(request, toast=words, events=CHANGED, back="workday:breaches")
    return done(request, toast=_("Taken back"), events=CHANGED, back="workday:breaches")
