import hashlib
import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from timeline.models import Entry

from ..mail import post

VALID_FOR = timedelta(hours=24)


class InvitationQuerySet(models.QuerySet):
    def open_ones(self):
        """Neither accepted nor taken back; perhaps too old."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def find(self, pk):
        return self.filter(pk=pk).first()

    def by_token(self, token):
        """The invitation this link opens now, or None."""
        valid = self.open_ones().filter(expires_at__gt=clock.now())
        return valid.filter(token_hash=Invitation.hash_of(token)).select_related("role", "department", "superior").first()

    def to(self, email):
        return self.filter(email=email.strip().lower())

    def for_list(self):
        return self.select_related("role", "department", "superior", "invited_by").order_by("-created_at")


class Invitation(models.Model):
    """A place in the company offered by e-mail; the link works once, for a day.

    The token is made from a random seed and the secret key: the database alone opens no door, and the link can be told again.
    """

    email = models.EmailField(_("e-mail"))
    role = models.ForeignKey("Role", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("Department", on_delete=models.PROTECT, related_name="+")
    superior = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seed = models.UUIDField(default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self):
        return self.email

    @staticmethod
    def hash_of(token):
        return hashlib.sha256(token.encode()).hexdigest()

    @property
    def token(self):
        return salted_hmac("accounts.invitation", str(self.seed), algorithm="sha256").hexdigest()[:48]

    @property
    def path(self):
        return f"{reverse('accounts:invitation')}?key={self.token}"

    @property
    def link(self):
        return settings.BASE_URL + self.path

    @property
    def is_too_old(self):
        return self.expires_at <= clock.now()

    # -- verbs -----------------------------------------------------------------

    @classmethod
    def send(cls, email, *, role, department, superior=None, by, language=""):
        """Offer a place; an earlier offer to the same address is taken back."""
        now = clock.now()
        with transaction.atomic():
            cls.objects.open_ones().to(email).update(revoked_at=now)
            made = cls(email=email.strip().lower(), role=role, department=department, superior=superior, invited_by=by, created_at=now)
            made._seal_anew()
            made.save(force_insert=True)
            made._note("invited", by)
            made._post(language)
        return made

    def send_again(self, *, by, language=""):
        """A fresh link for another day; the one before stops working."""
        with transaction.atomic():
            self._seal_anew()
            self.save(update_fields=["seed", "token_hash", "expires_at"])
            self._note("invited_again", by)
            self._post(language)

    def revoke(self, *, by):
        with transaction.atomic():
            self.revoked_at = clock.now()
            self.save(update_fields=["revoked_at"])
            self._note("invitation_revoked", by)

    # -- helpers ---------------------------------------------------------------

    def _seal_anew(self):
        self.seed = uuid.UUID(bytes=secrets.token_bytes(16))
        self.token_hash = self.hash_of(self.token)
        self.expires_at = clock.now() + VALID_FOR

    def _note(self, verb, by):
        facts = {"email": self.email, "role": str(self.role), "department": str(self.department)}
        Entry.fact("invitation", self.pk, verb, by=by, audience=Entry.Audience.ADMINS, **facts).save(force_insert=True)

    def _post(self, language):
        post("invitation", self.email, language=language, invitation=self.pk)
