from datetime import timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from crm_project.lib import clock

from ..merging import gather, hold_both
from ..parting import DAYS, part
from .company import Company
from .contact import Contact

LATE = timedelta(hours=1)


class MergeQuerySet(models.QuerySet):
    def active(self):
        return self.filter(undone_at__isnull=True)

    def recent(self, at):
        """Those into which something may still arrive that was begun before them: a form, an import."""
        return self.active().filter(merged_at__gt=at - LATE, kept__merged_into__isnull=True).select_related("kept", "absorbed")

    def by_pk(self, pk):
        return self.filter(pk=pk).first()

    def for_list(self):
        return self.select_related("absorbed", "by", "undone_by").order_by("-merged_at", "-pk")


class Merge(models.Model):
    """The journal of one merge: which card stayed, what each field was on both, and every row that moved, by its column."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    choices = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    moved = models.JSONField(default=list)
    dropped = models.JSONField(default=list)
    adjusted = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    left_behind = models.JSONField(default=list)

    objects = MergeQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def moved_count(self):
        return sum(len(told["ids"]) for told in self.moved) + sum(len(told["rows"]) for told in self.dropped)

    @property
    def undo_until(self):
        return self.merged_at + timedelta(days=DAYS)

    @property
    def can_be_undone(self):
        return self.undone_at is None and clock.now() <= self.undo_until

    # -- verbs ---------------------------------------------------------------

    def undo(self, *, by):
        """Two cards again, within thirty days; what was changed or moved elsewhere since stays and is listed."""
        return part(self, by=by)

    def gather(self):
        """Take over what has arrived on the absorbed card since; the journal learns of it."""
        with transaction.atomic():
            hold_both(self.kept, self.absorbed)
            self.hold()
            if self.undone_at:
                return
            attached = gather(self.kept, self.absorbed)
            if any(attached.values()):
                for name, rows in attached.items():
                    setattr(self, name, getattr(self, name) + rows)
                self.save(update_fields=list(attached))

    def seal(self):
        """The values of the fields go, for good: such a merge is not undone any more."""
        self.choices, self.dropped, self.adjusted, self.merged_at = [], [], [], self.merged_at - timedelta(days=DAYS + 1)
        self.save(update_fields=["choices", "dropped", "adjusted", "merged_at"])

    # -- steps ---------------------------------------------------------------

    def hold(self):
        """Lock the row to the end of the transaction and take its present state."""
        held = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        for field in self._meta.concrete_fields:
            if not field.is_relation:
                setattr(self, field.attname, getattr(held, field.attname))


class CompanyMerge(Merge):
    kept = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="merged_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["absorbed"], condition=models.Q(undone_at=None), name="a_company_is_absorbed_once")]


class ContactMerge(Merge):
    kept = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="merged_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["absorbed"], condition=models.Q(undone_at=None), name="a_contact_is_absorbed_once")]


Company.merge_model, Contact.merge_model = CompanyMerge, ContactMerge
