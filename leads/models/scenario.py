"""Who is handed which enquiry: scenarios in their order, the people in them, and every hand-out with its reason."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from contacts.models import Channel, Segment, Source
from crm_project.lib import clock
from crm_project.lib.text import clean, clean_line
from deals.refusals import NotAllowed
from timeline.models import Entry, Recorded

from ..scenario_querysets import OPEN, UNANSWERED, HandOutQuerySet, ScenarioQuerySet, SeatQuerySet


class Scenario(Recorded, models.Model):
    """One rule of distribution. The first that holds for an enquiry says who is asked; what is left empty does not matter."""

    class Hours(models.TextChoices):
        ANY = "any", _("at any time")
        WORKING = "working", _("only in working hours")
        OUTSIDE = "outside", _("only outside working hours")

    class Way(models.TextChoices):
        SHARE = "share", _("in turn, by share")
        LEAST = "least", _("to whoever has least to do")
        ONE = "one", _("to one person")

    kind = "scenario"

    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveIntegerField(default=0)
    is_on = models.BooleanField(_("in force"), default=True)
    on_since = models.DateTimeField()
    sources = models.ManyToManyField(Source, blank=True, related_name="+", verbose_name=_("sources"))
    channels = models.ManyToManyField(Channel, blank=True, related_name="+", verbose_name=_("channels"))
    segments = models.ManyToManyField(Segment, blank=True, related_name="+", verbose_name=_("segments of the known client"))
    regions = models.CharField(_("regions"), max_length=500, blank=True, default="", db_default="")
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    hours = models.CharField(_("when"), max_length=10, choices=Hours, default=Hours.ANY)
    way = models.CharField(_("how"), max_length=10, choices=Way, default=Way.SHARE)
    answer_minutes = models.PositiveSmallIntegerField(
        _("working minutes to answer"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(2400)]
    )
    skips_unclean = models.BooleanField(_("skip those who have not closed their last day"), default=False)
    first_task = models.CharField(_("first task"), max_length=300, blank=True)
    turn = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name

    @property
    def conditions(self):
        """What an enquiry must be, in words; nothing means any."""
        kinds = [", ".join(str(word) for word in kind.all()) for kind in (self.sources, self.channels, self.segments)]
        kinds.append(self.regions)
        hours = self.get_hours_display() if self.hours != self.Hours.ANY else ""
        return [words for words in (*kinds, str(self.department or ""), str(hours)) if words]

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def open(cls, values, shares, *, by):
        """A new scenario at the end of the order; `shares` is {user: share}."""
        _may_set(by)
        with transaction.atomic():
            now = clock.now()
            position = cls.objects.last_position() + 1
            scenario = cls.objects.create(name=values["name"], position=position, on_since=now, created_at=now, created_by=by)
            scenario._take(values, shares)
            scenario._note("opened", by)
        return scenario

    @classmethod
    def give_places(cls, user, to, by, most):
        """Somebody's places in the distribution, to one colleague; answers how many."""
        held = list(cls.objects.live().filter(seats__user=user)[:most])
        for scenario in held:
            scenario.replace(user, to, by=by)
        return len(held)

    def change(self, values, shares, *, by):
        """Write it anew; whoever is in it begins a new round."""
        _may_set(by)
        with transaction.atomic():
            self._hold()
            self._take(values, shares)
            self._note("changed", by)

    def switch(self, on, *, by):
        """In force or not. What came before it was switched on stays where it is."""
        _may_set(by)
        with transaction.atomic():
            self._hold()
            if self.is_on != on:
                self.is_on = on
                self.on_since = clock.now() if on else self.on_since
                self.save(update_fields=["is_on", "on_since"])
                self._note("switched_on" if on else "switched_off", by)

    def replace(self, user, to, *, by):
        """A colleague takes somebody's place, with their share; whoever is in it already keeps their own."""
        with transaction.atomic():
            self._hold()
            seats = self.seats.filter(user=user)
            if self.seats.filter(user=to).exists():
                seats.delete()
            else:
                seats.update(user=to, credit=0)
            self._note("changed", by)

    def place(self, step, *, by):
        """One place up (-1) or down (1) in the order."""
        _may_set(by)
        with transaction.atomic():
            order = list(Scenario.objects.live().select_for_update())
            here = order.index(self)
            there = min(max(here + step, 0), len(order) - 1)
            order.insert(there, order.pop(here))
            for position, scenario in enumerate(order, start=1):
                scenario.position = position
            Scenario.objects.bulk_update(order, ["position"])
            if here != there:
                self._note("placed", by, place=there + 1)

    def discard(self, *, by):
        """Out of the list for good; what it has handed out stays known."""
        _may_set(by)
        with transaction.atomic():
            self._hold()
            if self.deleted_at is None:
                self.deleted_at, self.is_on = clock.now(), False
                self.save(update_fields=["deleted_at", "is_on"])
                self._note("discarded", by)

    # -- steps ---------------------------------------------------------------

    def _hold(self):
        held = Scenario.objects.select_for_update().get(pk=self.pk)
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(held, field.attname))

    def _take(self, values, shares):
        self.name = clean_line(values["name"])[:120]
        self.first_task = clean(values.get("first_task", ""))[:300]
        self.regions = clean_line(values.get("regions", ""))[:500]
        for name in ("department", "hours", "way", "answer_minutes", "skips_unclean"):
            if name in values:
                setattr(self, name, values[name])
        self.save()
        for name in ("sources", "channels", "segments"):
            getattr(self, name).set(values.get(name, ()))
        if {seat.user_id: seat.share for seat in self.seats.all()} != {user.pk: share for user, share in shares.items()}:
            self.seats.all().delete()
            self.seats.bulk_create([Seat(scenario=self, user=user, share=share) for user, share in shares.items()])

    def _note(self, verb, by, **details):
        self.record(verb, by=by, audience=Entry.Audience.ADMINS, name=self.name, **details)


class Seat(models.Model):
    """Somebody in a scenario. `credit` is how far behind their share they are: whoever is owed most is next."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    share = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(100)])
    credit = models.IntegerField(default=0)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["scenario", "user"], name="one_seat_per_scenario_and_person")]

    def __str__(self):
        return f"{self.user_id} × {self.share}"


class HandOut(models.Model):
    """A lead was handed to somebody. `reason` holds the facts of that moment; `answer_by` ends their time to take it."""

    class Why(models.TextChoices):
        NO_ANSWER = "no_answer", _("no answer in time")
        GIVEN = "given", _("given to somebody else")

    lead = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="hand_outs")
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="hand_outs")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.JSONField(default=dict)
    answer_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    passed_on_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=10, choices=Why, blank=True)

    objects = HandOutQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["lead"], condition=OPEN, name="one_hand_out_of_a_lead_at_a_time")]
        indexes = [
            models.Index(fields=["answer_by"], name="hand_outs_to_answer", condition=UNANSWERED),
            models.Index(fields=["user", "-at"], name="hand_outs_of_a_person"),
        ]

    def __str__(self):
        return f"{self.lead_id} → {self.user_id}"

    @property
    def words(self):
        """Why it came to this person: turn 4 of 7, scenario “South”."""
        from ..distribution_words import reason_words

        return reason_words(self.reason)


def _may_set(by):
    if by is not None and not by.may("edit", "settings"):
        raise NotAllowed
