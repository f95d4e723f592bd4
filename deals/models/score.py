from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm_project.lib import clock
from crm_project.lib.text import clean

from ..refusals import NotAllowed, ScoreIsClients, ScoreIsSettled
from ..signals import score_given
from .deal import Deal

_SALT = "deals.score"
HIGHEST = 10


class ScoreSettings(models.Model):
    """Whether buyers are asked for a score, and what follows: one row."""

    ask = models.BooleanField(_("ask after a win"), default=False)
    low = models.PositiveSmallIntegerField(_("a low score is up to"), default=6, validators=[MaxValueValidator(HIGHEST - 1)])
    change_days = models.PositiveSmallIntegerField(_("the answer may be changed for, days"), default=7, validators=[MaxValueValidator(90)])
    valid_days = models.PositiveSmallIntegerField(
        _("the link is good for, days"), default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="there_is_one_score_settings")]

    def __str__(self):
        return str(self.low)

    @classmethod
    def current(cls):
        return cls.objects.first() or cls()


class DealScoreQuerySet(models.QuerySet):
    def answered(self):
        return self.filter(value__isnull=False)

    def visible_to(self, user):
        """Those of the deals one may see."""
        return self.filter(deal__in=Deal.objects.visible_to(user).live())

    def of_deal(self, deal):
        return self.filter(deal=deal)

    def of_client(self, client):
        return self.filter(**{f"deal__{client.kind}": client})

    def behind(self, token, at):
        """The question this token opens, while it may be answered; none for a forged, old or foreign one."""
        try:
            pk = int(signing.Signer(salt=_SALT).unsign(token))
        except (signing.BadSignature, ValueError):
            return self.none()
        return self.filter(pk=pk, expires_at__gt=at, deal__deleted_at=None)


class DealScore(models.Model):
    """What the buyer of a won deal thinks, from 0 to 10: asked by mail, or noted by a colleague. The history keeps each answer."""

    deal = models.OneToOneField(Deal, on_delete=models.CASCADE, related_name="score")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="scores")
    created_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    value = models.PositiveSmallIntegerField(_("score"), null=True)
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    first_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DealScoreQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(value=None) | Q(value__lte=HIGHEST), name="a_score_is_at_most_ten")]

    def __str__(self):
        return "" if self.value is None else f"{self.value}/{HIGHEST}"

    @property
    def path(self):
        """The address of the one question: the token is made of the key of the house and lies nowhere."""
        return reverse("scores:answer", args=[signing.Signer(salt=_SALT).sign(self.pk)])

    @property
    def is_clients_own(self):
        return self.value is not None and self.noted_by_id is None

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def ask(cls, deal):
        """The question to the contact of a won deal; asked before, it stays the one."""
        now = clock.now()
        expires_at = now + timedelta(days=ScoreSettings.current().valid_days)
        facts = {"contact": deal.contact, "created_at": now, "expires_at": expires_at}
        score, is_new = cls.objects.get_or_create(deal=deal, defaults=facts)
        return score if is_new else None

    @classmethod
    def note(cls, deal, *, value, comment="", by):
        """A colleague was told the score; it never stands in the place of what the buyer has answered themselves."""
        with transaction.atomic():
            deal.hold()
            if not by.may("edit", deal):
                raise NotAllowed
            score, _new = cls.objects.select_for_update(of=("self",)).get_or_create(
                deal=deal, defaults={"contact": deal.contact, "created_at": clock.now()}
            )
            if score.is_clients_own:
                raise ScoreIsClients
            return score._take(value, comment, by)

    def answer(self, value, comment):
        """The buyer's own word; a later one stands in its place for some days, then it is settled."""
        with transaction.atomic():
            score = DealScore.objects.select_for_update(of=("self",)).select_related("deal").get(pk=self.pk)
            if score.is_settled():
                raise ScoreIsSettled
            return score._take(value, comment, None)

    def is_settled(self):
        if not self.is_clients_own:
            return False
        return clock.now() > self.first_at + timedelta(days=ScoreSettings.current().change_days)

    # -- steps ---------------------------------------------------------------

    def _take(self, value, comment, by):
        now, before, comment = clock.now(), self.value, clean(comment)[:2000]
        if (value, comment, by and by.pk) == (before, self.comment, self.noted_by_id):
            return self
        is_first_of_client = by is None and not self.is_clients_own
        self.value, self.comment, self.answered_at, self.noted_by = value, comment, now, by
        self.first_at = now if is_first_of_client or self.first_at is None else self.first_at
        self.save(update_fields=["value", "comment", "answered_at", "noted_by", "first_at"])
        self.deal.record("scored", by=by, value=value, before=before, text=comment[:500], own=by is None)
        score_given.send(DealScore, score=self, is_low=value <= ScoreSettings.current().low, by=by)
        return self
