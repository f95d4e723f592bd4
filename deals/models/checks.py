"""A part of the wins is looked at by the head: drawn once by the house, answered once, replied to once."""

import hmac
from hashlib import sha256

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from crm_project.lib import clock
from crm_project.lib.text import clean

from ..permissions import may_check
from ..refusals import AlreadyAnswered, NotAllowed, ReasonNeeded
from ..signals import win_check_replied, win_checked, win_drawn
from .deal import Deal

DEFAULT_SHARE = 10


class WinCheckSettings(models.Model):
    """Which part of the wins is looked at; a funnel may have its own: one row."""

    share = models.PositiveSmallIntegerField(
        _("wins the head looks at, %"),
        default=DEFAULT_SHARE,
        validators=[MaxValueValidator(100)],
        help_text=_("At least one a month of each person with wins. 0: none."),
    )
    only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="there_is_one_win_check_settings")]

    def __str__(self):
        return f"{self.share} %"

    @classmethod
    def current(cls):
        return cls.objects.first() or cls()

    def share_for(self, funnel):
        return self.share if funnel.audit_share is None else funnel.audit_share


def lot(deal_id, month):
    """From 0 to 1, for this deal won in this month: always the same, and known to nobody outside the house."""
    drawn = hmac.new(settings.SECRET_KEY.encode(), f"win check {deal_id} {month:%Y-%m}".encode(), sha256).digest()
    return int.from_bytes(drawn[:6], "big") / 2**48


class WinCheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(deal__in=Deal.objects.visible_to(user).live())

    def standing(self):
        """Of deals that are won still."""
        return self.filter(deal__stage__kind="won", deal__deleted_at=None)

    def open(self):
        return self.standing().filter(checked_at=None)

    def awaiting(self, user):
        """The open ones that this person may answer, the oldest first."""
        if not user.has_right("confirm_win"):
            return self.none()
        deals = Deal.objects.visible_to(user).allowed(user, "edit").live().exclude(owner__in=user.lent("deal"))
        return self.open().filter(deal__in=deals).exclude(Q(owner=user) | Q(deal__owner=user)).order_by("drawn_at", "pk")

    def answered(self):
        return self.filter(checked_at__isnull=False).order_by("-checked_at", "-pk")

    def of_deal(self, deal):
        return self.filter(deal=deal)

    def of_person(self, user):
        return self.filter(owner=user)

    def won_between(self, start, end):
        return self.filter(won_at__gte=start, won_at__lt=end)

    def checked_between(self, start, end):
        return self.filter(checked_at__gte=start, checked_at__lt=end)

    def quality(self, people, start, end):
        """{person id: {checked, in_order}} of the answers given between two moments; None asks for everybody."""
        found = self.checked_between(start, end)
        found = found if people is None else found.filter(owner__in=people)
        rows = found.order_by().values("owner").annotate(checked=Count("pk"), in_order=Count("pk", filter=Q(is_in_order=True)))
        return {row.pop("owner"): row for row in rows}

    def for_list(self):
        related = ("deal", "deal__funnel", "deal__stage", "deal__contact", "deal__company", "owner", "checked_by")
        return self.select_related(*related).prefetch_related("remarks")


class WinCheck(models.Model):
    """One win that the head looks at: price, conversation, papers, contract."""

    deal = models.OneToOneField(Deal, on_delete=models.CASCADE, related_name="win_check")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    won_at = models.DateTimeField()
    drawn_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    is_in_order = models.BooleanField(null=True)
    reply = models.TextField(_("answer"), max_length=2000, blank=True, default="")
    replied_at = models.DateTimeField(null=True)

    objects = WinCheckQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["drawn_at"], name="win_checks_open", condition=Q(checked_at=None)),
            models.Index(fields=["owner", "checked_at"], name="win_checks_of_a_person"),
            models.Index(fields=["owner", "won_at"], name="win_checks_by_win"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(checked_at=None) | Q(is_in_order__isnull=False), name="a_checked_win_has_a_verdict")
        ]

    def __str__(self):
        return str(self.deal)

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def draw(cls, deal, won_at):
        """The deal is to be looked at; drawn before, it stays the one check."""
        with transaction.atomic():
            facts = {"owner": deal.owner, "department": deal.department, "won_at": won_at, "drawn_at": clock.now()}
            check, is_new = cls.objects.get_or_create(deal=deal, defaults=facts)
            if is_new:
                deal.record("win_drawn", by=None)
                win_drawn.send(cls, check=check)
        return check

    def answer(self, remarks, *, by):
        """The verdict, once: `remarks` are {point: words}, none of them means that all is in order."""
        remarks = {point: clean(words)[:1000] for point, words in remarks.items()}
        if not all(remarks.values()) or not set(remarks) <= set(WinRemark.Point.values):
            raise ReasonNeeded("words")
        with transaction.atomic():
            held = self._held()
            if not may_check(by, held.deal, held.owner_id):
                raise NotAllowed
            if held.checked_at:
                raise AlreadyAnswered(held)
            if held.deal.stage.kind != "won":
                raise NotAllowed
            self.checked_by, self.checked_at, self.is_in_order = by, clock.now(), not remarks
            self.save(update_fields=["checked_by", "checked_at", "is_in_order"])
            WinRemark.objects.bulk_create([WinRemark(check_of=self, point=point, words=words) for point, words in remarks.items()])
            held.deal.record("win_checked", by=by, in_order=not remarks, points=list(remarks), text=" · ".join(remarks.values())[:2000])
            win_checked.send(WinCheck, check=self, by=by)

    def respond(self, text, *, by):
        """Whose win it is answers to the remarks, once."""
        if not (text := clean(text)[:2000]):
            raise ReasonNeeded("text")
        with transaction.atomic():
            held = self._held()
            if held.owner_id != by.pk or not held.checked_at or held.is_in_order:
                raise NotAllowed
            if held.replied_at:
                raise AlreadyAnswered(held)
            self.reply, self.replied_at = text, clock.now()
            self.save(update_fields=["reply", "replied_at"])
            held.deal.record("win_replied", by=by, text=text)
            win_check_replied.send(WinCheck, check=self, by=by)

    def _held(self):
        related = ("deal__stage", "deal__owner", "deal__department", "owner", "checked_by")
        return WinCheck.objects.select_for_update(of=("self",)).select_related(*related).get(pk=self.pk)


class WinRemark(models.Model):
    """What the head found wanting, by point of the dossier."""

    class Point(models.TextChoices):
        PRICE = "price", _("price")
        TALK = "talk", _("conversation")
        FILES = "files", _("files")
        CONTRACT = "contract", _("contract number")
        OTHER = "other", _("other")

    check_of = models.ForeignKey(WinCheck, on_delete=models.CASCADE, related_name="remarks")
    point = models.CharField(max_length=10, choices=Point)
    words = models.TextField(max_length=1000)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["check_of", "point"], name="one_remark_per_point")]
