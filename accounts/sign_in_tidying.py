from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from .models import KnownSession, SignInFailure

KEPT = timedelta(days=1)


def tidy():
    """What no longer counts is deleted: attempts of yesterday, sessions that ended by themselves."""
    now = timezone.now()
    SignInFailure.objects.filter(at__lt=now - KEPT).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    KnownSession.objects.filter(until__lt=now).delete()
