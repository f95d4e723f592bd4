from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Workspace
from contacts.models import Company, Contact
from crm_project.lib import clock, live, phone_numbers
from crm_project.lib.once import made_before
from crm_project.lib.text import clean, clean_line
from deals.models import Act, Deal
from leads.models import Lead
from tasks.models import TaskResult
from timeline.models import Recorded

from ..permissions import may_log_for, may_settle
from ..querysets import CallQuerySet
from ..refusals import NotAllowed, NothingToCallBack, StrangeCall

FAST_CLOCK = timedelta(minutes=5)
LONGEST = 24 * 3600


class Call(Recorded):
    """A talk by telephone, or an attempt at one. `owner` is who talked; nobody may have, then the department answers for it."""

    kind = "call"

    class Direction(models.TextChoices):
        OUT = "out", _("outgoing")
        IN = "in", _("incoming")

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("talked")
        NO_ANSWER = "no_answer", _("no answer")
        BUSY = "busy", _("busy")
        VOICEMAIL = "voicemail", _("voicemail")
        MISSED = "missed", _("missed")

    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    started_at = models.DateTimeField(_("when"))
    seconds = models.PositiveIntegerField(_("length, seconds"), default=0)
    e164 = models.CharField(_("phone"), max_length=20, blank=True)
    typed = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="calls", verbose_name=_("who")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    deal = models.ForeignKey(Deal, null=True, blank=True, on_delete=models.SET_NULL, related_name="calls")
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.SET_NULL, related_name="calls")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="calls")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="calls")
    result = models.ForeignKey(TaskResult, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("result"))
    result_text = models.TextField(_("what was said"), max_length=5000, blank=True)
    source = models.CharField(max_length=40, default="hand")
    external_id = models.CharField(max_length=120, blank=True)
    called_back_at = models.DateTimeField(null=True)
    called_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField(null=True, unique=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="calls_newest"),
            models.Index(fields=["owner", "-started_at", "-id"], name="calls_of_a_person"),
            models.Index(fields=["deal", "-started_at"], name="calls_of_a_deal"),
            models.Index(fields=["e164", "-started_at"], name="calls_by_number", condition=~Q(e164="")),
            models.Index(
                fields=["department", "owner"],
                name="calls_not_called_back",
                condition=Q(direction="in", called_back_at=None) & ~Q(outcome="answered"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], condition=~Q(external_id=""), name="one_call_per_foreign_id"),
            models.CheckConstraint(condition=Q(deal=None) | Q(lead=None), name="a_call_is_about_a_deal_or_a_lead"),
            models.CheckConstraint(condition=Q(direction="in") | ~Q(outcome="missed"), name="only_incoming_calls_are_missed"),
            models.CheckConstraint(
                condition=Q(outcome__in=["answered", "voicemail"]) | Q(seconds=0), name="only_an_answered_call_has_a_length"
            ),
        ]

    def __str__(self):
        return phone_numbers.shown(self.e164) if self.e164 else self.typed or str(_("call"))

    @property
    def is_answered(self):
        return self.outcome == self.Outcome.ANSWERED

    @property
    def is_missed(self):
        return self.direction == self.Direction.IN and not self.is_answered

    @property
    def waits_for_call_back(self):
        return self.is_missed and self.called_back_at is None

    @property
    def lacks_result(self):
        return self.is_answered and not self.result_id and not self.result_text

    @property
    def client(self):
        """Whom one talked to, as far as it is known."""
        return self.contact or self.lead or self.company

    @property
    def card(self):
        """Where it is written down: the deal or lead it was about, else the client's own card."""
        return self.deal or self.lead or self.contact or self.company

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def log(cls, *, direction, outcome, by, owner=None, phone="", token=None, **facts):
        """Write a call down; one token, one foreign id makes one call.

        Facts: `started_at`, `seconds`, `deal`, `lead`, `contact`, `company`, `result`, `text`, `source`, `external_id`,
        `department` (when nobody took it). An outgoing call counts as an act of its deal whether answered or not, an
        incoming one only when answered.
        """
        owner = owner or (None if facts.get("department") else by)
        if by and not (by.may("create", cls.kind) and (owner is None or may_log_for(by, owner))):
            raise NotAllowed
        with transaction.atomic():
            if known := cls._known(token, facts):
                return known
            call = cls(direction=direction, outcome=outcome, owner=owner, token=token, created_by=by, recorded_at=clock.now())
            call._take(phone, facts)
            call.save(force_insert=True)
            call._settle_missed()
            call._tell(by)
        return call

    def note_result(self, *, by, result=None, text=""):
        """What came of the talk, written after it."""
        with transaction.atomic():
            held = Call.objects.select_for_update().get(pk=self.pk)
            if by and not by.may("edit", held):
                raise NotAllowed
            self.result, self.result_text = result, clean(text)
            self.save(update_fields=["result", "result_text"])
            if self.card:
                self.card.record("call_result", by=by, call=self.pk, result=str(result or ""), text=self.result_text)
            self._hint()

    def settle(self, *, by, reason=""):
        """Nobody needs to call back: a wrong number, or it was settled in another way."""
        with transaction.atomic():
            held = Call.objects.select_for_update().get(pk=self.pk)
            if by and not may_settle(by, held):
                raise NotAllowed
            if not held.waits_for_call_back:
                raise NothingToCallBack
            self.called_back_at, self.called_back_by = clock.now(), by
            self.save(update_fields=["called_back_at", "called_back_by"])
            (self.card or self).record("call_settled", by=by, call=self.pk, reason=clean_line(reason))
            self._hint()

    @classmethod
    def leave_to_departments(cls, user, *, by):
        """What somebody who left was to return is nobody's in particular from now on."""
        left = list(cls.objects.to_call_back().filter(owner=user).order_by("pk").select_for_update(of=("self",)))
        cls.objects.filter(pk__in=[call.pk for call in left]).update(owner=None)
        for call in left:
            call.tell_given(user, None, by)

    def tell_given(self, before, to, by):
        """Part of a hand-over: somebody else returns it, None means the department."""
        (self.card or self).record("call_given", by=by, call=self.pk, before=str(before), to=str(to or ""))

    # -- steps ---------------------------------------------------------------

    @classmethod
    def _known(cls, token, facts):
        if known := made_before(cls, token):
            return known
        if foreign := facts.get("external_id"):
            return cls.objects.filter(source=facts.get("source", "hand"), external_id=foreign).first()
        return None

    def _take(self, phone, facts):
        self.started_at = facts.pop("started_at", None) or self.recorded_at
        self.result_text = clean(facts.pop("text", ""))
        for name, value in facts.items():
            setattr(self, name, value)
        self.typed = clean_line(phone)[:60]
        self.e164 = phone_numbers.parse(self.typed, city_code=Workspace.current().city_code).e164 if self.typed else ""
        self._check()
        if self.owner:
            self.department = self.owner.department
        if self.deal:
            self.contact = self.contact or self.deal.contact
            self.company = self.company or self.deal.company

    def _check(self):
        if self.started_at > clock.now() + FAST_CLOCK:
            raise StrangeCall("started_at")
        if self.direction == self.Direction.OUT and self.outcome == self.Outcome.MISSED:
            raise StrangeCall("outcome")
        if (self.seconds and self.outcome not in (self.Outcome.ANSWERED, self.Outcome.VOICEMAIL)) or self.seconds > LONGEST:
            raise StrangeCall("seconds")

    def _settle_missed(self):
        """The next talk with a number, in either direction, settles what was missed from it; whichever is told first."""
        same = Call.objects.with_number(self.e164).exclude(pk=self.pk)
        if self.is_answered:
            same.to_call_back().before(self.started_at).update(called_back_at=self.started_at, called_back_by=self.owner)
        elif self.is_missed and (talk := same.answered().since(self.started_at).order_by("started_at").first()):
            self.called_back_at, self.called_back_by = talk.started_at, talk.owner
            self.save(update_fields=["called_back_at", "called_back_by"])

    def _tell(self, by):
        """The card hears of it; the deal or lead counts as processed by what counts."""
        about = self.deal or self.lead
        if about and self.direction == self.Direction.OUT:
            about.note_act(Act.Kind.CALL_OUT, by=self.owner, at=self.started_at)
        elif about and self.is_answered:
            about.note_act(Act.Kind.CALL_IN, by=self.owner, at=self.started_at)
        facts = {"direction": self.direction, "outcome": self.outcome, "seconds": self.seconds, "name": str(self.client or "")}
        facts |= {"call": self.pk, "result": str(self.result or ""), "text": self.result_text}
        (self.card or self).record("called", by=by, at=self.started_at, **facts)
        for client in filter(None, (self.contact, self.company)):
            client.touch()
        self._hint()

    def _hint(self):
        """Open pages of its owner count anew."""
        if self.owner_id:
            live.publish(f"user:{self.owner_id}", "badges")
