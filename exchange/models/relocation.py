from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from timeline.models import Entry, Recorded

from ..querysets import RelocationQuerySet
from .run import ImportRun, NotNow

ORDER = ("people", "products", "companies", "contacts", "leads", "deals")
"""Each finds what it points to: companies before their people, both before the deals."""


class Relocation(Recorded):
    """A company moves in from another CRM: its files together tell what is to be made, then they come in one after another."""

    kind = "relocation"

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    made = models.JSONField(default=dict)
    undo_at = models.DateTimeField(null=True)

    objects = RelocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("move from another CRM")

    def __str__(self):
        return ", ".join(run.name for run in self.runs_in_order) or str(self.pk)

    @property
    def runs_in_order(self):
        return sorted(self.runs.all(), key=lambda run: (ORDER.index(run.what) if run.what in ORDER else len(ORDER), run.pk))

    @property
    def is_busy(self):
        return self.made_at is not None and any(run.is_busy for run in self.runs.all())

    @property
    def may_be_undone(self):
        runs = self.runs.all()
        return bool(self.made_at) and not self.is_busy and any(run.state == ImportRun.State.DONE for run in runs)

    # -- verbs ---------------------------------------------------------------

    def go_on(self, *, by):
        """Start the import whose turn it is; while one of them is busy nothing begins."""
        runs = self._runs_now()
        if self.undo_at is None and not any(run.is_busy for run in runs):
            waiting = [run for run in runs if run.state == ImportRun.State.DRAFT]
            if waiting:
                waiting[0].start(by=by)

    def undo(self, *, by):
        """Take the imports back, the last one first; funnels and people go with them unless somebody works with them."""
        with transaction.atomic():
            held = Relocation.objects.select_for_update().get(pk=self.pk)
            if not held.may_be_undone:
                raise NotNow
            self.undo_at = clock.now()
            self.save(update_fields=["undo_at"])
            self.record("relocation_undone", by=by, audience=Entry.Audience.ADMINS, name=str(self))
            self.go_back(by=by)

    def go_back(self, *, by):
        """Undo the import whose turn it is."""
        runs = self._runs_now()
        if not any(run.is_busy for run in runs):
            done = [run for run in runs if run.state == ImportRun.State.DONE]
            if done:
                done[-1].undo(by=by)

    def _runs_now(self):
        self._prefetched_objects_cache = {}
        return self.runs_in_order
