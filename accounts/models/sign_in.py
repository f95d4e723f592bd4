from django.conf import settings
from django.db import models


class SignInFailure(models.Model):
    """One refused attempt; counted per account and address before any password is hashed."""

    account = models.CharField(max_length=254, blank=True)
    ip = models.GenericIPAddressField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "ip", "at"], name="failures_of_an_account"),
            models.Index(fields=["ip", "at"], name="failures_of_an_address"),
        ]


class KnownSession(models.Model):
    """A session its user can see and end: the key is kept as a hash."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    ip = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class RecoveryCode(models.Model):
    """A single-use way in when the phone with the second factor is lost."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)
