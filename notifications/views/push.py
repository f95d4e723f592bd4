"""What a browser says of itself, and what it asks when it was woken."""

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import KnownSession
from accounts.rights import right
from accounts.sessions import agent_of
from crm_project.lib import clock

from ..forms import AfterForm, EndpointForm
from ..models import Notice, PushSubscription
from ..plain import link_in, plain
from ..push_hosts import ForeignHost
from ..reading import read_out

MOST_SHOWN = 4


@right(any_signed_in=True)
@require_POST
def keep(request):
    """This browser is woken from now on, for whoever is signed in here."""
    form = EndpointForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    session = KnownSession.objects.of_key(request.session.session_key).first()
    try:
        PushSubscription.keep(request.user, form.cleaned_data["endpoint"], session=session, label=agent_of(request))
    except ForeignHost:
        return HttpResponse(status=422)
    return HttpResponse(status=204)


@right(any_signed_in=True)
@require_POST
def drop(request):
    """This browser is not woken any more."""
    form = EndpointForm(request.POST)
    if form.is_valid():
        PushSubscription.objects.visible_to(request.user).of_endpoint(form.cleaned_data["endpoint"]).forget()
    return HttpResponse(status=204)


@right(any_signed_in=True)
@require_safe
def unseen(request):
    """What a woken browser shows: unread notices it was called for, later than the last one it showed."""
    form = AfterForm(request.GET)
    after = form.cleaned_data["after"] if form.is_valid() else None
    waiting = list(Notice.objects.visible_to(request.user).called_for(after, clock.now())[: MOST_SHOWN + 1])
    upto = waiting[0].pushed_at.isoformat() if waiting else ""
    shown = [_shown(reading) for reading in read_out(waiting[:MOST_SHOWN], request.user)]
    if len(waiting) > MOST_SHOWN:
        shown[-1] = {"id": "more", "title": _("Ordo"), "text": _("And more: open the bell"), "url": reverse("notifications:list")}
    return JsonResponse({"notices": shown[::-1], "upto": upto})


def _shown(reading):
    return {
        "id": reading.notice.pk,
        "title": _("Ordo"),
        "text": plain(reading.text),
        "url": reading.url or link_in(reading.text) or reverse("notifications:list"),
    }
