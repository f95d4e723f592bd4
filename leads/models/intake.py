"""Where enquiries come in from outside: addresses with a secret in them, and every delivery as it came."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from contacts.models import Channel, Source
from crm_project.lib import clock
from deals.refusals import NotAllowed
from timeline.models import Entry, Recorded

from ..intake_querysets import DeliveryQuerySet, IntakePointQuerySet

OLD_HOLDS = timedelta(days=7)
SIGNED_WITHIN = timedelta(minutes=5)


def new_token():
    return secrets.token_urlsafe(24)


class IntakePoint(Recorded, models.Model):
    """One door for enquiries: a hosted form or an address that sites send to. Whoever knows its token may knock."""

    class Way(models.TextChoices):
        FORM = "form", _("Web form")
        WEBHOOK = "webhook", _("Webhook")

    kind = "intake_point"

    name = models.CharField(_("name"), max_length=120)
    way = models.CharField(max_length=10, choices=Way)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    old_token = models.CharField(max_length=64, blank=True)
    old_token_until = models.DateTimeField(null=True, blank=True)
    secret = models.CharField(max_length=100, blank=True)
    old_secret = models.CharField(max_length=100, blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("source"))
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("channel"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    is_active = models.BooleanField(_("takes enquiries"), default=True)
    language = models.CharField(_("language"), max_length=2, default="ru")
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    questions = models.JSONField(default=list, blank=True)
    consent_text = models.TextField(_("text of consent"), max_length=2000, blank=True)
    consent_url = models.URLField(_("address of the full text"), max_length=500, blank=True)
    success_text = models.TextField(_("what is said after sending"), max_length=1000, blank=True)
    origins = models.JSONField(default=list, blank=True)
    bad_signatures = models.PositiveIntegerField(default=0)
    caught_robots = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = IntakePointQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["old_token"], name="intake_by_old_token", condition=~Q(old_token=""))]

    def __str__(self):
        return self.name

    @property
    def is_form(self):
        return self.way == self.Way.FORM

    @property
    def address(self):
        return settings.BASE_URL + reverse("intake:form" if self.is_form else "intake:webhook", args=[self.token])

    @property
    def embed_address(self):
        return settings.BASE_URL + reverse("intake:embedded_form", args=[self.token])

    @property
    def answerer(self):
        """The owner while they work here; otherwise the department takes the lead itself."""
        return self.owner if self.owner and self.owner.is_active else None

    def is_signed(self, body, signature, sent_at="", *, at):
        """HMAC SHA-256 of the raw body, or of "time.body" where the sender tells the time; the last secret holds for a week more."""
        if sent_at:
            if not sent_at.isdecimal() or len(sent_at) > 12 or abs(at.timestamp() - int(sent_at)) > SIGNED_WITHIN.total_seconds():
                return False
            body = f"{int(sent_at)}.".encode() + body
        given = signature.strip().removeprefix("sha256=").lower().encode()
        valid = [self.secret] + ([self.old_secret] if self.old_secret and self.old_secret_until and self.old_secret_until > at else [])
        # A list and not any(): as long for the first secret as for the last.
        return True in [hmac.compare_digest(signature_of(secret, body).encode(), given) for secret in valid]

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def open(cls, values, *, by):
        _may_configure(by)
        with transaction.atomic():
            point = cls.objects.create(**values, created_at=clock.now(), created_by=by)
            point._note("opened", by)
        return point

    def change(self, values, *, by):
        _may_configure(by)
        with transaction.atomic():
            changed = [name for name, value in values.items() if getattr(self, name) != value]
            for name in changed:
                setattr(self, name, values[name])
            if changed:
                self.save(update_fields=changed)
                self._note("changed", by, changes=[{"label": name} for name in changed])

    @classmethod
    def give_all(cls, user, to, by, most):
        """What comes in to somebody comes in to a colleague; answers how many points."""
        held = list(cls.objects.filter(owner=user).order_by("pk")[:most])
        for point in held:
            point.change({"owner": to}, by=by)
        return len(held)

    def renew_secret(self, *, by):
        """A new secret for signatures; the one before holds for a week, so that the sender can be changed in peace."""
        self._renew("secret", secrets.token_urlsafe(32), by)

    def renew_address(self, *, by):
        """A new address; the one before leads here for a week."""
        self._renew("token", new_token(), by)

    def forget_old(self, *, by):
        """Somebody else knows them: the address and the secret of before end now."""
        _may_configure(by)
        with transaction.atomic():
            self.old_token = self.old_secret = ""
            self.old_token_until = self.old_secret_until = None
            self.save(update_fields=["old_token", "old_token_until", "old_secret", "old_secret_until"])
            self._note("old_forgotten", by)

    def drop_secret(self, *, by):
        """Deliveries need no signature any more: the address is the secret."""
        _may_configure(by)
        with transaction.atomic():
            self.secret = self.old_secret = ""
            self.old_secret_until = None
            self.save(update_fields=["secret", "old_secret", "old_secret_until"])
            self._note("unsigned", by)

    def count_bad_signature(self):
        IntakePoint.objects.of(self).update(bad_signatures=F("bad_signatures") + 1)

    def count_robot(self):
        IntakePoint.objects.of(self).update(caught_robots=F("caught_robots") + 1)

    def _renew(self, name, value, by):
        _may_configure(by)
        with transaction.atomic():
            before = getattr(self, name)
            setattr(self, name, value)
            setattr(self, f"old_{name}", before)
            setattr(self, f"old_{name}_until", clock.now() + OLD_HOLDS if before else None)
            self.save(update_fields=[name, f"old_{name}", f"old_{name}_until"])
            self._note(f"{name}_renewed", by)

    def _note(self, verb, by, **details):
        self.record(verb, by=by, audience=Entry.Audience.ADMINS, name=self.name, **details)


class Delivery(models.Model):
    """One delivery as it came: written before anything is done with it, so that nothing that was answered is lost."""

    class State(models.TextChoices):
        STORED = "stored", _("waits")
        DONE = "done", _("became a lead")
        DOUBLE = "double", _("came twice")
        REFUSED = "refused", _("refused")

    class Reason(models.TextChoices):
        NOTHING_TO_CALL = "nothing", _("no name, no phone and no e-mail in it")
        NOT_JSON = "not_json", _("not readable as JSON")
        NOT_MULTIPART = "not_multipart", _("the form is damaged")
        TOO_MANY = "too_many", _("more fields than anybody fills in")
        TOO_DEEP = "too_deep", _("nested too deeply")
        ROBOT = "robot", _("looks like a robot: it filled in the hidden field")

    point = models.ForeignKey(IntakePoint, on_delete=models.PROTECT, related_name="deliveries")
    sender_id = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64)
    body = models.BinaryField()
    query = models.TextField(blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    headers = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    consent = models.TextField(blank=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.STORED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    lead = models.ForeignKey("Lead", null=True, on_delete=models.SET_NULL, related_name="deliveries")
    first = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="doubles")
    processed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="deliveries_newest"),
            models.Index(fields=["point", "-received_at", "-id"], name="deliveries_of_a_point"),
            models.Index(fields=["point", "fingerprint", "received_at"], name="deliveries_alike"),
            models.Index(fields=["received_at"], name="deliveries_to_erase", condition=Q(erased_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "sender_id"], condition=~Q(sender_id="") & ~Q(state="double"), name="one_delivery_per_id_of_its_sender"
            )
        ]

    def __str__(self):
        return f"{self.point} {self.pk}"

    @property
    def may_be_tried_again(self):
        return self.state in (self.State.REFUSED, self.State.STORED) and self.erased_at is None

    def settle(self, state, *, lead=None, reason=""):
        """What came of it; part of the processing, not a door of its own."""
        self.state, self.lead, self.reason, self.processed_at = state, lead, reason, clock.now()
        self.save(update_fields=["state", "lead", "reason", "processed_at"])


def signature_of(secret, body):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _may_configure(by):
    if by is not None and not by.has_right("configure"):
        raise NotAllowed
