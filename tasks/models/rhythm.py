from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from contacts.models import Company, Contact, Segment
from crm_project.lib import clock
from deals.models import Stage
from timeline.models import Entry, Recorded

from ..refusals import NotAllowed, RhythmExists

LONGEST = 730


class ContactRhythmQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at=None)

    def to_spread(self):
        """Those that were set, changed or ended, and whose clients are not marked yet."""
        return self.filter(spread_at=None)

    def for_list(self):
        return self.select_related("segment", "stage__funnel").order_by("days", "pk")


class ContactRhythm(Recorded):
    """Clients of a segment, with an open deal in a stage, or both, are contacted every so many days; the shortest rhythm holds."""

    kind = "contact_rhythm"

    segment = models.ForeignKey(Segment, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("segment"))
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("stage"))
    days = models.PositiveSmallIntegerField(
        _("contact at least every so many days"), default=30, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    plans_task = models.BooleanField(
        _("plan a task for the owner when it is time"), default=False, help_text=_("One a client and time; not while an open task waits.")
    )
    created_at = models.DateTimeField()
    spread_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects = ContactRhythmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Coalesce("segment", 0), Coalesce("stage", 0), condition=Q(retired_at=None), name="one_rhythm_per_segment_and_stage"
            ),
            models.CheckConstraint(condition=Q(segment__isnull=False) | Q(stage__isnull=False), name="a_rhythm_is_of_somebody"),
        ]

    def __str__(self):
        return " · ".join(str(part) for part in (self.segment, self.stage) if part)

    @classmethod
    def start(cls, *, segment, stage, days, plans_task, by):
        """From the next minute on; a segment and stage have one rhythm."""
        _check(by)
        with transaction.atomic():
            cls._free(segment, stage)
            rhythm = cls.objects.create(segment=segment, stage=stage, days=days, plans_task=plans_task, created_at=clock.now())
            rhythm._note("rhythm_set", by)
        return rhythm

    def reshape(self, *, segment, stage, days, plans_task, by):
        """Another rhythm, perhaps for others; all of them are reckoned anew."""
        _check(by)
        with transaction.atomic():
            held = ContactRhythm.objects.live().select_for_update(of=("self",), no_key=True).get(pk=self.pk)
            self._free(segment, stage, but=held)
            held.segment, held.stage, held.days, held.plans_task, held.spread_at = segment, stage, days, plans_task, None
            held.save()
            held._note("rhythm_set", by)
        return held

    def retire(self, *, by):
        """Nobody is asked for by it any more; twice is once."""
        _check(by)
        with transaction.atomic():
            if ContactRhythm.objects.live().filter(pk=self.pk).update(retired_at=clock.now(), spread_at=None):
                self._note("rhythm_ended", by)

    @classmethod
    def _free(cls, segment, stage, but=None):
        """Whoever sets rhythms waits for one another, so that the second reads what the first wrote."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tasks.rhythm'))")
        found = cls.objects.live().filter(segment=segment, stage=stage)
        if found.exclude(pk=but.pk if but else None).exists():
            raise RhythmExists

    def _note(self, verb, by):
        self.record(verb, by=by, audience=Entry.Audience.ADMINS, of=str(self), days=self.days, plans_task=self.plans_task)


def _check(by):
    if not by.has_right("configure"):
        raise NotAllowed


class ContactDueQuerySet(models.QuerySet):
    def due(self, day):
        return self.filter(due_on__lte=day)

    def of(self, user):
        return self.filter(owner=user)

    def visible_to(self, user):
        """Those whose client one may see."""
        companies, contacts = (model.objects.visible_to(user).filter(pk=models.OuterRef(model.kind)) for model in (Company, Contact))
        return self.filter(models.Exists(companies) | models.Exists(contacts))

    def stale(self):
        return self.filter(stale=True)

    def to_plan(self, day):
        return self.filter(look_on__lte=day)

    def for_list(self):
        return self.select_related("company", "contact", "owner", "rhythm__segment", "rhythm__stage")


class ContactDue(models.Model):
    """When a client is to be contacted again: kept, so that nobody reads the whole base to know it.

    `stale` rows are reckoned by the next tick; `look_on` is the day on which a task is thought of, none where no task is wanted
    or the one of this time, `planned_for`, is planned already.
    """

    company = models.OneToOneField(Company, null=True, on_delete=models.CASCADE, related_name="contact_due")
    contact = models.OneToOneField(Contact, null=True, on_delete=models.CASCADE, related_name="contact_due")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    rhythm = models.ForeignKey(ContactRhythm, null=True, on_delete=models.SET_NULL, related_name="+")
    contacted_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    look_on = models.DateField(null=True)
    planned_for = models.DateField(null=True)
    stale = models.BooleanField(default=True, db_default=True)

    objects = ContactDueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(company=None) ^ Q(contact=None), name="a_contact_is_due_with_one_client"),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="contacts_due", condition=Q(due_on__isnull=False)),
            models.Index(fields=["owner", "due_on", "id"], name="contacts_due_of_a_person", condition=Q(due_on__isnull=False)),
            models.Index(fields=["id"], name="contacts_to_reckon", condition=Q(stale=True)),
            models.Index(fields=["look_on"], name="contacts_to_plan", condition=Q(look_on__isnull=False)),
        ]

    def __str__(self):
        return f"{self.company_id or self.contact_id} {self.due_on}"

    @property
    def client(self):
        return self.company or self.contact


class ContactNews(models.Model):
    """Something has happened to a client since the last tick: written by a trigger, so that nobody's act waits for the reckoning."""

    company_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)


__all__ = ["ContactDue", "ContactNews", "ContactRhythm"]
