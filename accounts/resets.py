"""Links that set a new password: single use, one hour, void as soon as anything about the account changes."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from crm_project.lib import clock

from .models import User


class _Tokens(PasswordResetTokenGenerator):
    key_salt = "accounts.resets"

    def _now(self):
        # By UTC: a local clock that is put back would make the hour two.
        return clock.now().replace(tzinfo=None)

    def _make_hash_value(self, user, timestamp):
        return f"{super()._make_hash_value(user, timestamp)}{user.session_epoch}{user.is_active}"


_tokens = _Tokens()


def key_for(user):
    return f"{urlsafe_base64_encode(force_bytes(user.pk))}.{_tokens.make_token(user)}"


def user_for(key):
    """Whose password this key may set now, or None."""
    uid, _dot, token = key.partition(".")
    try:
        pk = int(urlsafe_base64_decode(uid).decode())
    except (ValueError, UnicodeDecodeError):
        return None
    user = User.objects.active().with_rights().find(pk)
    return user if user is not None and _tokens.check_token(user, token) else None
