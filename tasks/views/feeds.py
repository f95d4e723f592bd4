"""The calendar in one's phone: private links, and what is read under them."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.often import at_most, neighbourhood

from ..feed import tag_of, text_of
from ..forms import FeedForm
from ..models import CalendarFeed
from ..refusals import TooManyFeeds

PER_MINUTE = 60


@right(public=True)
@require_safe
def feed(request, token):
    """The calendar itself: whoever has the link may read it, until it is revoked."""
    at_most({f"feed:{neighbourhood(request.ip)}": PER_MINUTE})
    found = CalendarFeed.objects.of_token(token)
    if found is None:
        raise Http404
    CalendarFeed.objects.of_id(found.pk).was_read(clock.now())
    text = text_of(found)
    tag = tag_of(text)
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="ordo.ics"'
    response["ETag"], response["Cache-Control"], response["X-Robots-Tag"] = tag, "private, no-cache", "noindex"
    return response


@right("task", "see")
@require_safe
def feeds(request):
    """The links one has given to one's programs."""
    return _page(request, FeedForm(user=request.user))


@right("task", "see")
@require_POST
def new_feed(request):
    """A new link, shown this once."""
    form = FeedForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        _feed, token = CalendarFeed.make(request.user, scope=form.cleaned_data["scope"], by=request.user)
    except TooManyFeeds:
        form.add_error(None, _("Five links at most: revoke one that is not needed."))
        return _page(request, form, status=422)
    return _page(request, FeedForm(user=request.user), link=settings.BASE_URL + reverse("tasks:feed", args=[token]))


@right("task", "see")
@require_POST
def revoke_feed(request, pk):
    found = get_object_or_404(CalendarFeed.objects.visible_to(request.user), pk=pk)
    found.revoke(by=request.user)
    return redirect("tasks:feeds")


def _page(request, form, link="", status=200):
    rows = CalendarFeed.objects.visible_to(request.user).live().newest_first()
    return render(request, "tasks/feeds.html", {"form": form, "feeds": rows, "link": link, "menu": "tasks"}, status=status)
