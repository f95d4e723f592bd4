"""Where one is signed in, and how to end it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from timeline.models import Entry

from .. import sessions
from ..rights import right


@right(any_signed_in=True)
@require_safe
def listing(request):
    rows = request.user.known_sessions.alive(timezone.now())
    return render(request, "accounts/sessions.html", {"sessions": rows, "own": request.session.session_key})


@right(any_signed_in=True)
@require_POST
def end(request, pk):
    found = get_object_or_404(request.user.known_sessions, pk=pk)
    request.user.known_sessions.of_key(found.session_key).end()
    request.user.record("session_ended", by=request.user, audience=Entry.Audience.ADMINS, agent=found.agent)
    messages.success(request, _("That browser is signed out"))
    return redirect("accounts:sessions")


@right(any_signed_in=True)
@require_POST
def end_all(request):
    """Sign out everywhere else; this browser goes on under a new session."""
    request.user.end_sessions()
    request.user.record("sessions_ended", by=request.user, audience=Entry.Audience.ADMINS)
    sessions.stay(request, request.user)
    messages.success(request, _("All other browsers are signed out"))
    return redirect("accounts:sessions")
