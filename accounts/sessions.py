"""How long a browser stays signed in: twelve hours without a click and one working day, or thirty days if it was asked to remember."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth import login
from django.utils import timezone

from timeline.models import Entry

from .models import KnownSession

IDLE = timedelta(hours=12)
WORKING_DAY = timedelta(hours=16)
REMEMBERED = timedelta(days=30)
TOUCH = timedelta(minutes=5)


def enter(request, user, *, remember, how="password"):
    """Sign in under a new session id and note the session for its owner's list."""
    login(request, user, backend="accounts.backends.PeopleBackend")
    now = timezone.now()
    until = now + (REMEMBERED if remember else WORKING_DAY)
    request.session["lasts"] = {"until": until.timestamp(), "seen": now.timestamp(), "remember": remember}
    request.session.set_expiry(REMEMBERED if remember else 0)
    request.session.save()
    _know(request, user, until)
    user.record("signed_in", by=user, audience=Entry.Audience.ADMINS, agent=agent_of(request), how=how)


def stay(request, user):
    """After a change of the password every other browser is out; this one goes on under a new id."""
    lasts = request.session.get("lasts") or {}
    verified = request.session.get("second_factor", False)
    login(request, user, backend="accounts.backends.PeopleBackend")
    until = datetime.fromtimestamp(lasts.get("until", (timezone.now() + WORKING_DAY).timestamp()), UTC)
    request.session["lasts"] = lasts
    request.session["second_factor"] = verified
    request.session.save()
    _know(request, user, until)


def is_over(request):
    """True when the session has lasted or idled too long; otherwise it is marked as seen, every five minutes at most."""
    now = timezone.now()
    lasts = request.session.get("lasts")
    if lasts is None:
        request.session["lasts"] = {"until": (now + WORKING_DAY).timestamp(), "seen": now.timestamp(), "remember": False}
        return False
    if now.timestamp() >= lasts["until"]:
        return True
    idle = now.timestamp() - lasts["seen"]
    if idle >= IDLE.total_seconds() and not lasts["remember"]:
        return True
    if idle >= TOUCH.total_seconds():
        request.session["lasts"] = {**lasts, "seen": now.timestamp()}
        KnownSession.objects.of_key(request.session.session_key).update(seen_at=now)
    return False


def forget(request):
    """The session of this browser leaves its owner's list."""
    KnownSession.objects.of_key(request.session.session_key).delete()


def agent_of(request):
    return request.headers.get("User-Agent", "")[:200]


def _know(request, user, until):
    now = timezone.now()
    KnownSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "ip": request.ip,
            "agent": agent_of(request),
            "created_at": now,
            "seen_at": now,
            "until": until,
        },
    )
