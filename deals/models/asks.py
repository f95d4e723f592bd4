from decimal import Decimal

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.once import made_before
from crm_project.lib.text import clean

from ..permissions import may_answer, may_answer_back, may_ask, may_ask_back
from ..refusals import AlreadyAnswered, AlreadyAsked, AlreadyMoved, NotAllowed, PaymentRefused, ReasonNeeded
from ..signals import ask_lapsed, head_answered, head_asked
from .deal import Deal, DealMove
from .funnel import Stage
from .payments import ExpectedPayment

SAID = {
    "discount_asked": _("Discount asked of the head"),
    "discount_granted": _("Discount allowed"),
    "discount_declined": _("Discount not allowed"),
    "delay_asked": _("Payment delay asked of the head"),
    "delay_granted": _("Payment delay allowed"),
    "delay_declined": _("Payment delay not allowed"),
}
"""How the history names a question and its answer."""


class AskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at__isnull=True)

    def of_kind(self, *kinds):
        return self.filter(kind__in=kinds)

    def about_money(self):
        return self.exclude(kind=Ask.Kind.BACK)

    def seen_by(self, user):
        """Of deals one sees: what tells of sums only to who may see sums."""
        return self if user.has_right("see_money") else self.of_kind(Ask.Kind.BACK)

    def visible_to(self, user):
        """Those of the deals one may see, for who may see sums."""
        return self.filter(deal__in=Deal.objects.visible_to(user).live()).seen_by(user)

    def awaiting(self, user):
        """The open ones that this person may answer, the oldest first."""
        kinds = [Ask.Kind.BACK] if user.has_right("move_back") else []
        if user.has_right("confirm_win") and user.has_right("see_money"):
            kinds += [Ask.Kind.DISCOUNT, Ask.Kind.DELAY]
        if not kinds:
            return self.none()
        deals = Deal.objects.visible_to(user).allowed(user, "edit").live().exclude(owner__in=user.lent("deal"))
        return self.open().of_kind(*kinds).filter(deal__in=deals).exclude(asked_by=user).order_by("asked_at", "pk")

    def steps_back(self, people, start, end):
        """{person id: {asked, granted, declined, pending}} of the steps back asked between two moments; None asks for everybody."""
        asked = self.of_kind(Ask.Kind.BACK).filter(asked_at__gte=start, asked_at__lt=end)
        asked = asked if people is None else asked.filter(asked_by__in=people)
        counts = {
            "asked": Count("pk"),
            "granted": Count("pk", filter=Q(is_granted=True)),
            "declined": Count("pk", filter=Q(is_granted=False)),
            "pending": Count("pk", filter=Q(answered_at=None)),
        }
        return {row.pop("asked_by"): row for row in asked.order_by().values("asked_by").annotate(**counts)}

    def for_panel(self):
        return self.select_related("asked_by", "answered_by", "expected", "stage", "from_stage")


class Ask(models.Model):
    """The head is asked from the card: for a discount, for a payment to come later, for a step back. A yes takes effect by itself, once."""

    class Kind(models.TextChoices):
        DISCOUNT = "discount", _("discount")
        DELAY = "delay", _("payment delay")
        BACK = "back", _("step back")

    class Fate(models.TextChoices):
        """How a question ended that nobody answered."""

        WITHDRAWN = "withdrawn", _("withdrawn")
        MOVED = "moved", _("the deal has moved on")
        CLOSED = "closed", _("the deal was closed")
        GIVEN = "given", _("the deal was given to somebody else")
        STAGE_GONE = "stage", _("the stage is no longer there")

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="asks")
    kind = models.CharField(max_length=10, choices=Kind)
    share = models.DecimalField(_("discount, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    expected = models.ForeignKey(ExpectedPayment, null=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField(_("new date"), null=True, blank=True)
    from_stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(_("why"), max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    is_granted = models.BooleanField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    verdict = models.TextField(_("word of the head"), max_length=1000, blank=True, default="", db_default="")
    fate = models.CharField(max_length=10, choices=Fate, blank=True, default="", db_default="")
    move = models.ForeignKey(DealMove, null=True, on_delete=models.SET_NULL, related_name="+")
    token = models.UUIDField(null=True, unique=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["deal", "kind"], condition=Q(answered_at=None), name="one_open_ask_of_a_kind")]

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def put(cls, deal, kind, *, by, why, share=None, expected=None, due_on=None, token=None):
        """Ask the head. One token asks once; while one is open no other of its kind is asked."""
        with transaction.atomic():
            deal.hold()
            if not may_ask(by, deal):
                raise NotAllowed
            if known := made_before(cls, token):
                return known
            if known := deal.asks.open().of_kind(kind).first():
                raise AlreadyAsked(known)
            share = None if share is None else Decimal(share)
            cls._check(deal, kind, share, expected, due_on)
            facts = {"share": share} if kind == cls.Kind.DISCOUNT else {"expected": expected, "due_on": due_on}
            return cls._asked(deal, kind, by, why, token, **facts)

    @classmethod
    def put_back(cls, deal, stage, *, by, why, seen=None, token=None):
        """Ask that the card be taken back to a stage behind it. While one is open it is the one, whoever asks again."""
        if not why.strip():
            raise ReasonNeeded
        with transaction.atomic():
            deal.hold()
            if not may_ask_back(by, deal):
                raise NotAllowed
            if known := made_before(cls, token) or deal.asks.open().of_kind(cls.Kind.BACK).first():
                return known
            if seen is not None and int(seen) != deal.stage_id:
                raise AlreadyMoved(deal, deal.moves.order_by("-at", "-pk").select_related("by", "to_stage").first())
            deal.check_step_back(stage)
            return cls._asked(deal, cls.Kind.BACK, by, why, token, stage=stage, from_stage=deal.stage)

    def answer(self, is_granted, *, by, word=""):
        """Yes or no, once; whoever comes second is told. A yes changes the lines, the date or the stage in the same transaction.

        A no to a step back says why. A question about a stage that is gone ends without an answer.
        """
        is_back, may = self.kind == Ask.Kind.BACK, may_answer_back if self.kind == Ask.Kind.BACK else may_answer
        if is_back and not is_granted and not word.strip():
            raise ReasonNeeded
        with transaction.atomic():
            self.deal.hold()
            present = Ask.objects.for_panel().select_for_update(of=("self",)).get(pk=self.pk)
            if not may(by, self.deal) or self.asked_by_id == by.pk:
                raise NotAllowed
            if present.answered_at or not self._may_take_effect(present):
                raise AlreadyAnswered(present)
            if void := present._void_at(self.deal) if is_granted else "":
                present.deal = self.deal
                present._end(void, by)
            else:
                self._take_answer(is_granted, by, word)
        if void:
            raise AlreadyAnswered(present)

    def withdraw(self, *, by):
        """Who asked needs it no more."""
        with transaction.atomic():
            self.deal.hold()
            present = Ask.objects.for_panel().select_for_update(of=("self",)).get(pk=self.pk)
            if by.pk not in (present.asked_by_id, self.deal.owner_id) or present.kind != Ask.Kind.BACK:
                raise NotAllowed
            if present.answered_at:
                raise AlreadyAnswered(present)
            present._end(Ask.Fate.WITHDRAWN, by)

    @classmethod
    def lapse(cls, deal, fate, *, by):
        """What was asked about the deal as it stood is void: part of the verbs that change it, not a door of its own."""
        for one in deal.asks.open().of_kind(cls.Kind.BACK).for_panel():
            one.deal = deal
            one._end(fate, by)

    @classmethod
    def follow(cls, deal, move, *, by):
        """The card has moved: who took it back where it was asked to be has thereby said yes, else the question is void."""
        one = deal.asks.open().of_kind(cls.Kind.BACK).for_panel().filter(stage=move.to_stage).exclude(asked_by=by).first()
        if one is None or by is None or move.from_stage.is_going:
            cls.lapse(deal, cls.Fate.CLOSED if deal.closed_at else cls.Fate.MOVED, by=by)
            return
        one.deal, one.is_granted, one.answered_by, one.answered_at, one.move = deal, True, by, move.at, move
        one.save(update_fields=["is_granted", "answered_by", "answered_at", "move"])
        deal.note_back_asked(None)
        head_answered.send(cls, ask=one, by=by)

    @property
    def facts(self):
        """What history and notices tell of it."""
        share = f"{self.share.normalize():f}" if self.share is not None else ""
        stages = {"stage": self.stage.name, "from_stage": self.from_stage.name} if self.stage else {}
        return {"share": share, "due_on": f"{self.due_on:%d.%m.%Y}" if self.due_on else "", **stages}

    # -- steps ---------------------------------------------------------------

    @classmethod
    def _asked(cls, deal, kind, by, why, token, **facts):
        ask = cls.objects.create(deal=deal, kind=kind, why=clean(why)[:1000], asked_by=by, asked_at=clock.now(), token=token, **facts)
        if kind == cls.Kind.BACK:
            deal.note_back_asked(ask.asked_at)
        ask._note("asked", by)
        head_asked.send(cls, ask=ask, by=by)
        return ask

    def _take_answer(self, is_granted, by, word):
        self.is_granted, self.answered_by, self.answered_at, self.verdict = is_granted, by, clock.now(), clean(word)[:1000]
        self.save(update_fields=["is_granted", "answered_by", "answered_at", "verdict"])
        self._note("granted" if is_granted else "declined", by)
        if self.kind == Ask.Kind.BACK:
            self.deal.note_back_asked(None)
        if is_granted:
            self._take_effect(by)
        head_answered.send(Ask, ask=self, by=by)

    def _void_at(self, deal):
        """Why a yes to a step back could not be followed any more; "" while it can."""
        if self.kind != Ask.Kind.BACK:
            return ""
        if self.stage.retired_at or self.stage.is_going:
            return Ask.Fate.STAGE_GONE
        return Ask.Fate.MOVED if deal.stage_id != self.from_stage_id else ""

    def _end(self, fate, by):
        self.fate, self.answered_by, self.answered_at = fate, by, clock.now()
        self.save(update_fields=["fate", "answered_by", "answered_at"])
        self.deal.note_back_asked(None)
        self._note("withdrawn" if fate == Ask.Fate.WITHDRAWN else "lapsed", by)
        ask_lapsed.send(Ask, ask=self, by=by)

    def _note(self, verb, by):
        if self.kind == Ask.Kind.BACK:
            self._note_step_back(verb, by)
            return
        told = f"{self.facts['share']} %" if self.kind == Ask.Kind.DISCOUNT else self.facts["due_on"]
        new = f"{told} · {self.why}" if verb == "asked" else told
        key = f"{self.kind}_{verb}"
        self.deal.record(key, by=by, changes=[{"key": key, "label": str(SAID[key]), "old": "", "new": new, "is_money": True}])

    def _note_step_back(self, verb, by):
        """A yes is told by the move itself, which names who asked."""
        if verb == "granted":
            return
        facts = {"left": self.from_stage.name, "entered": self.stage.name, "reason": self.verdict or self.why, "fate": self.fate}
        self.deal.record(f"back_{verb}", by=by, asked_by=str(self.asked_by), **facts)

    @staticmethod
    def _check(deal, kind, share, expected, due_on):
        if kind == Ask.Kind.DISCOUNT and not (share and 0 < share <= 100):
            raise PaymentRefused("share", "wrong")
        if kind == Ask.Kind.DELAY:
            if expected is None or expected.deal_id != deal.pk or expected.is_paid:
                raise PaymentRefused("expected", "wrong")
            if due_on is None or not clock.is_valid_date(due_on):
                raise PaymentRefused("due_on", "wrong")
            if due_on <= expected.due_on:
                raise PaymentRefused("due_on", "not later")

    def _may_take_effect(self, present):
        """A question about a payment that is there no more has become void."""
        return present.kind != Ask.Kind.DELAY or present.expected is not None

    def _take_effect(self, by):
        if self.kind == Ask.Kind.DISCOUNT:
            self.deal.discount_lines(self.share, by=by)
        elif self.kind == Ask.Kind.BACK:
            self.move = self.deal.step_back(self.stage, reason=self.why, by=by, asked_by=self.asked_by)
            self.save(update_fields=["move"])
        else:
            one = self.expected
            self.deal.put_expected(one, by=by, due_on=self.due_on, amount=one.amount, share=one.share, note=one.note)
