from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.once import one_at_a_time
from timeline.models import Entry, Recorded


class BaselineQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(replaced_at=clock.FOREVER)

    def visible_to(self, people):
        """In force, of these people; the company's own is everybody's to know."""
        return self.in_force().filter(Q(owner__in=people) | Q(owner=None)).select_related("owner")

    def of_month(self, month):
        return self.filter(month=month)

    def of(self, owner):
        """Of a person, or of the whole company (None)."""
        return self.filter(owner=owner)

    def by_owner(self, month):
        """{owner id, or None for the company: the baseline in force}"""
        return {one.owner_id: one for one in self.in_force().of_month(month).select_related("set_by")}


class Baseline(Recorded, models.Model):
    """What a month is measured by: deals won, their sum, the share won of what is closed, for a person or the company.

    A row is never changed: another one takes its place, so that it stays known what held when and who said so.
    """

    kind = "baseline"
    FIGURES = ("won", "amount", "conversion")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="baselines")
    month = models.DateField(_("month"))
    won = models.DecimalField(_("deals won"), max_digits=7, decimal_places=1)
    amount = models.DecimalField(_("sum"), max_digits=15, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    conversion = models.DecimalField(_("conversion"), max_digits=5, decimal_places=4, null=True)
    how = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=clock.FOREVER)
    instead_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = BaselineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "month"], condition=Q(replaced_at=clock.FOREVER), name="one_baseline_per_person_and_month"
            ),
            models.UniqueConstraint(
                fields=["month"], condition=Q(replaced_at=clock.FOREVER, owner=None), name="one_baseline_of_the_company_per_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="a_baseline_is_of_a_month"),
        ]

    def __str__(self):
        return f"{self.owner or '*'} {self.month:%Y-%m}"

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def accept(cls, owner, month, figures, how, *, by):
        """This holds from now on; the same figures again change nothing. Tells the baseline in force."""
        with transaction.atomic():
            one_at_a_time(f"baseline:{owner.pk if owner else ''}:{month}")
            known = cls.objects.in_force().of_month(month).of(owner).first()
            if known and all(getattr(known, name) == figures[name] for name in cls.FIGURES):
                return known
            now = clock.now()
            if known:
                known._end(now)
            made = cls.objects.create(owner=owner, month=month, how=how, set_by=by, set_at=now, instead_of=known, **figures)
            made._note("baseline_set", by, before=known)
        return made

    def take_back(self, *, by):
        """The one before holds again, or none; what has been replaced already cannot be taken back."""
        with transaction.atomic():
            one_at_a_time(f"baseline:{self.owner_id or ''}:{self.month}")
            held = Baseline.objects.in_force().filter(pk=self.pk).first()
            if held is None:
                raise AlreadyReplaced
            earlier, now = held.instead_of, clock.now()
            held._end(now)
            self._note("baseline_taken_back", by, before=None)
            if earlier:
                kept = {name: getattr(earlier, name) for name in (*self.FIGURES, "currency", "owner", "month", "how", "instead_of")}
                Baseline.objects.create(set_by=by, set_at=now, **kept)

    # -- steps ---------------------------------------------------------------

    def _end(self, at):
        self.replaced_at = at
        self.save(update_fields=["replaced_at"])

    def _note(self, verb, by, before):
        facts = {"whose": str(self.owner or ""), "month": self.month.isoformat(), "won": str(self.won)}
        facts |= {"amount": str(self.amount or ""), "before": str(before.won) if before else None}
        self.record(verb, by=by, audience=Entry.Audience.ADMINS, **facts)


class AlreadyReplaced(Exception):
    """Another baseline holds by now."""
