"""Letting people in: attempts are counted before any password is looked at, and every refusal takes the same time."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.core import signing
from django.utils import timezone

from crm_project.lib.refusals import TooManyRequests
from timeline.models import Entry

from .models import SignInFailure, User

TRIES, WINDOW = 10, timedelta(minutes=5)
TRIES_OF_ADDRESS, WINDOW_OF_ADDRESS = 50, timedelta(hours=1)
DEVICE_DAYS = 180
_DEVICE_SALT = "accounts.device"


class WrongDetails(Exception):
    """The e-mail or the password did not fit; which of them nobody is told."""

    def __init__(self, left):
        self.left = left


def check(email, password, *, ip, device=""):
    """The person behind these details. Raises WrongDetails, or TooManyRequests before anything is hashed."""
    account = email.strip().lower()
    attempt, left = begin_attempt(account, ip=ip, device=device)
    user = _matching(account, password)
    if user is None:
        note_failure(account, User.objects.of_email(account))
        raise WrongDetails(left)
    attempt.delete()
    return user


def begin_attempt(account, *, ip, device=""):
    """Count one more attempt as failed until it succeeds, so that many at once are counted too; tells how many are left."""
    now = timezone.now()
    if device:
        recent = SignInFailure.objects.of_account(account).of_device(device).since(now - WINDOW)
    else:
        recent = SignInFailure.objects.of_account(account).from_address(ip).since(now - WINDOW)
        _refuse_beyond(SignInFailure.objects.from_address(ip).since(now - WINDOW_OF_ADDRESS), TRIES_OF_ADDRESS, WINDOW_OF_ADDRESS, now)
    made = _refuse_beyond(recent, TRIES, WINDOW, now)
    return SignInFailure.objects.create(account=account[:254], ip=ip, device=device, at=now), TRIES - made - 1


def unlock(user, *, by):
    """An administrator forgets the failed attempts of a colleague who stands before a closed door."""
    SignInFailure.objects.of_account(user.email).delete()
    SignInFailure.objects.of_account(code_account(user)).delete()
    user.record("unlocked", by=by, audience=Entry.Audience.ADMINS)


def code_account(user):
    """Under which name wrong codes of the second factor are counted."""
    return f"code:{user.pk}"


def note_failure(account, user=None):
    """A line of the security log; what was typed is kept only if it looks like an address."""
    typed = account[:254] if "@" in account else ""
    Entry.fact("user", user.pk if user else 0, "sign_in_failed", by=None, audience=Entry.Audience.ADMINS, account=typed).save(
        force_insert=True
    )


# -- browsers that were let in before ---------------------------------------------


def device_of(request, email, cookie_name):
    """The key under which a known browser of this very account is counted, or ""."""
    try:
        known = signing.loads(request.COOKIES.get(cookie_name, ""), salt=_DEVICE_SALT, max_age=DEVICE_DAYS * 24 * 3600)
    except signing.BadSignature:
        return ""
    return known.get("id", "") if known.get("account") == _shadow(email) else ""


def device_mark(user, device=""):
    """What the browser keeps: a random name of itself and a shadow of the account, signed."""
    return signing.dumps({"id": device or secrets.token_hex(16), "account": _shadow(user.email)}, salt=_DEVICE_SALT)


# -- helpers ------------------------------------------------------------------------


def _matching(account, password):
    user = User.objects.with_rights().of_email(account)
    if user is None:
        make_password(password)
        return None
    return user if user.check_password(password) and user.is_active else None


def _refuse_beyond(attempts, most, window, now):
    moments = list(attempts.order_by("-at").values_list("at", flat=True)[:most])
    if len(moments) >= most:
        raise TooManyRequests(max(1, int((moments[-1] + window - now).total_seconds())))
    return len(moments)


def _shadow(email):
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()[:32]
