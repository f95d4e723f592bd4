from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction


class SignInFailureQuerySet(models.QuerySet):
    def since(self, moment):
        return self.filter(at__gt=moment)

    def of_device(self, device):
        return self.filter(device=device)

    def of_account(self, account):
        return self.filter(account=account)

    def from_address(self, ip):
        """Attempts of browsers nobody knows; those of a known device count for the device alone."""
        return self.filter(ip=ip, device="")


class SignInFailure(models.Model):
    """One attempt that has not succeeded; counted per account and address before any password is hashed.

    A browser that once signed in to the account is counted by itself, so that strangers cannot lock its user out.
    """

    account = models.CharField(max_length=254, blank=True)
    ip = models.GenericIPAddressField()
    device = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    objects = SignInFailureQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["account", "ip", "at"], name="failures_of_an_account"),
            models.Index(fields=["ip", "at"], name="failures_of_an_address"),
        ]


class KnownSessionQuerySet(models.QuerySet):
    def of_key(self, session_key):
        return self.filter(session_key=session_key)

    def alive(self, at):
        return self.filter(until__gt=at)

    def end(self):
        """The browsers are signed out with their next request."""
        with transaction.atomic():
            Session.objects.filter(session_key__in=list(self.values_list("session_key", flat=True))).delete()
            self.delete()


class KnownSession(models.Model):
    """A session its user can see and end."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    ip = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    until = models.DateTimeField()

    objects = KnownSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at"]


class RecoveryCodeQuerySet(models.QuerySet):
    def unused(self):
        return self.filter(used_at__isnull=True)


class RecoveryCode(models.Model):
    """A single-use way in when the phone with the second factor is lost."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)

    objects = RecoveryCodeQuerySet.as_manager()
