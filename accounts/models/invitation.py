import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Invitation(models.Model):
    """A place in the company offered by e-mail; the link works once, for a day, and is stored only as a hash."""

    email = models.EmailField(_("e-mail"))
    role = models.ForeignKey("Role", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("Department", on_delete=models.PROTECT, related_name="+")
    superior = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    @staticmethod
    def hash_of(token):
        return hashlib.sha256(token.encode()).hexdigest()
