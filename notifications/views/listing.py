"""The bell: what one is told, newest first."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.rights import right
from crm_project.lib import clock, keyset
from crm_project.lib.htmx import done, page_or_fragment

from ..models import Notice
from ..reading import read_out


@right(any_signed_in=True)
@require_safe
def listing(request):
    mine = Notice.objects.visible_to(request.user)
    rows, mark = keyset.page(mine, ("-created_at", "-pk"), after=request.GET.get("after", ""), size=30)
    context = {"readings": read_out(rows, request.user), "mark": mark, "unread": mine.unread().count()}
    fragment = "notifications/list/_rows.html" if "after" in request.GET else "notifications/list/_list.html"
    return page_or_fragment(request, "notifications/list.html", fragment, context)


@right(any_signed_in=True)
@require_POST
def opening(request, pk):
    """Read it, and go to what it is about if that may still be seen."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    Notice.objects.visible_to(request.user).one(pk).read(clock.now())
    return HttpResponseRedirect(read_out([notice], request.user)[0].url or reverse("notifications:list"))


@right(any_signed_in=True)
@require_POST
def read_all(request):
    Notice.objects.visible_to(request.user).read(clock.now())
    return done(request, toast=_("Everything is read"), events=("live:notice", "live:badges"), back="notifications:list")
