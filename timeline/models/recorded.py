from crm_project.lib.quick_rows import QuickRows

from ..signals import fact_recorded
from .entry import Entry


class Recorded(QuickRows):
    """A record with a history: its verbs call `record`, its pages read `entries`."""

    kind = None

    class Meta:
        abstract = True

    def record(self, verb, *, by, at=None, audience=Entry.Audience.TEAM, **details):
        """Note a fact in the transaction of the change. `details` keep the names of the day."""
        entry = Entry.fact(self.kind, self.pk, verb, by=by, at=at, audience=audience, **details)
        entry.save(force_insert=True)
        fact_recorded.send(sender=type(self), subject=self, by=by, entry=entry)
        return entry

    @property
    def entries(self):
        return Entry.objects.of((self.kind, self.pk))
