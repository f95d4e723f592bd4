from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import absences
from accounts.models import Absence, User, Workspace
from accounts.schedule import Timetable
from crm_project.lib import clock
from crm_project.lib.once import made_before
from crm_project.lib.text import clean
from timeline.models import Entry, Recorded

from ..refusals import AlreadyAsked, AlreadyDecided, DatesAreOver, HasBegun, NotAllowed, ReasonNeeded


class AbsenceRequestQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def waiting(self):
        return self.filter(state="waiting")

    def to_decide_by(self, user):
        """Those of people whose absences this person notes; one's own only for who notes their own."""
        from ..permissions import may_enter_absences

        if not may_enter_absences(user):
            return self.none()
        ids = absences.people_ids(user)
        found = self.filter(user__is_active=True)
        found = found if ids is None else found.filter(user__in=ids)
        return found if user.has_right("configure") else found.exclude(user=user)

    def overlapping(self, user, from_on, to_on):
        return self.waiting().filter(user=user, from_on__lte=to_on, to_on__gte=from_on)

    def for_list(self):
        return self.select_related("user__department", "deputy", "settled_by", "absence__deputy").order_by("-from_on", "-pk")


class AbsenceRequest(Recorded):
    """Somebody asks to be away; a head says yes, and an absence is noted, or no and why. Withdrawn by the person until it begins."""

    kind = "absence_request"

    class Kind(models.TextChoices):
        DAYS_OFF = "days_off", pgettext_lazy("an absence", "days off")
        VACATION = "vacation", pgettext_lazy("an absence", "vacation")
        SICKNESS = "sickness", pgettext_lazy("an absence", "sickness")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("a request", "waits for an answer")
        APPROVED = "approved", pgettext_lazy("a request", "approved")
        REFUSED = "refused", pgettext_lazy("a request", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("a request", "withdrawn")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absence_requests")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    why = models.CharField(max_length=10, choices=Kind)
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    token = models.UUIDField(null=True, unique=True)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=500, blank=True)
    absence = models.OneToOneField(Absence, null=True, on_delete=models.SET_NULL, related_name="request")

    objects = AbsenceRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="a_request_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(deputy=F("user")), name="nobody_proposes_themselves"),
        ]
        indexes = [models.Index(fields=["user"], name="absence_requests_waiting", condition=Q(state="waiting"))]

    def __str__(self):
        return f"{self.user_id} {self.from_on}"

    @property
    def is_taken_back(self):
        """The head noted the absence and ended it since."""
        return self.absence is not None and self.absence.known_to != clock.FOREVER

    @classmethod
    def ask(cls, from_on, to_on, why, *, by, deputy=None, words="", token=None):
        """For oneself, from today on; not over dates that are asked for or noted already. One token makes one."""
        from ..asking_for_absence import tell_asked

        absences.refuse_too_long(from_on, to_on)
        with transaction.atomic():
            if known := made_before(cls, token):
                return known
            User.objects.select_for_update().get(pk=by.pk)
            if from_on < _today_of(by):
                raise DatesAreOver
            if Absence.objects.overlapping(by, from_on, to_on).exists():
                raise absences.AlreadyAway
            if cls.objects.overlapping(by, from_on, to_on).exists():
                raise AlreadyAsked
            facts = {"deputy": deputy, "words": clean(words)[:500], "token": token, "asked_at": clock.now()}
            made = cls.objects.create(user=by, from_on=from_on, to_on=to_on, why=why, **facts)
            made._note("asked", by=by)
            tell_asked(made)
        return made

    def approve(self, *, by, deputy=None):
        """The absence is noted with the deputy the head names; twice is once."""
        with transaction.atomic():
            held = self._hold_to_decide(by)
            if held.state == self.State.APPROVED:
                return held
            held._check_waits()
            if held.to_on < _today_of(held.user):
                raise DatesAreOver
            with translation.override(Workspace.current().language):
                reason = held.get_why_display()
            held.absence = absences.enter(held.user, held.from_on, held.to_on, deputy=deputy, reason=str(reason), by=by)
            return held._settle(self.State.APPROVED, by=by)

    def refuse(self, reason, *, by):
        if not clean(reason):
            raise ReasonNeeded
        with transaction.atomic():
            held = self._hold_to_decide(by)
            if held.state == self.State.REFUSED:
                return held
            held._check_waits()
            held.reason = clean(reason)[:500]
            return held._settle(self.State.REFUSED, by=by, reason=held.reason)

    def withdraw(self, *, by):
        """Whose it is takes it back, until its first day; an absence that was noted goes with it."""
        from ..asking_for_absence import tell_withdrawn

        if by.pk != self.user_id:
            raise NotAllowed
        with transaction.atomic():
            held = self._hold()
            if held.state == self.State.WITHDRAWN:
                return held
            if held.state == self.State.REFUSED:
                raise AlreadyDecided(held)
            if held.state == self.State.APPROVED and held.from_on <= _today_of(by):
                raise HasBegun
            if held.absence_id:
                absences.give_up(held.absence, by=by)
            held._settle(self.State.WITHDRAWN, by=by)
            tell_withdrawn(held)
        return held

    # -- steps ---------------------------------------------------------------

    def _hold(self):
        return AbsenceRequest.objects.select_for_update(of=("self",)).select_related("user", "deputy", "absence").get(pk=self.pk)

    def _hold_to_decide(self, by):
        if not AbsenceRequest.objects.to_decide_by(by).filter(pk=self.pk).exists():
            raise NotAllowed
        return self._hold()

    def _check_waits(self):
        if self.state != self.State.WAITING:
            raise AlreadyDecided(self)

    def _settle(self, state, *, by, **facts):
        from ..asking_for_absence import tell_decided

        self.state, self.settled_at, self.settled_by = state, clock.now(), by
        self.save(update_fields=["state", "settled_at", "settled_by", "reason", "absence"])
        self._note(state.value, by=by, **facts)
        if state != self.State.WITHDRAWN:
            tell_decided(self)
        return self

    def _note(self, verb, *, by, **facts):
        dates = {"from": self.from_on.isoformat(), "to": self.to_on.isoformat()}
        self.record(verb, by=by, audience=Entry.Audience.ADMINS, person=str(self.user), **dates, **facts)


def _today_of(user):
    now = clock.now()
    return Timetable(at=now).local_date(user, now)
