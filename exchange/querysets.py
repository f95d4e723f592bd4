from datetime import timedelta
from hashlib import sha256

from django.db import models
from django.db.models import Q

from crm_project.lib import clock
from crm_project.lib.text import sort_key

from .words import without_report

LEASE = timedelta(minutes=2)


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who configure see every import, the others their own."""
        return self if user.has_right("configure") else self.filter(by=user)

    def due(self, at):
        """Waiting to run, or running under a worker that has not been heard of."""
        return self.filter(state__in=["queued", "running", "undoing"]).filter(Q(heard_at=None) | Q(heard_at__lt=at - LEASE))

    def same_file(self, run):
        """Imports of the very same file that came to an end."""
        return self.filter(sha256=run.sha256, what=run.what, state="done").exclude(pk=run.pk)

    def alone(self):
        """Not part of a move from another CRM, which has a page of its own."""
        return self.filter(relocation=None)

    def newest_first(self):
        return self.select_related("by").order_by("-pk")


class RelocationQuerySet(models.QuerySet):
    def being_prepared(self):
        return self.filter(made_at=None)

    def with_runs(self):
        return self.select_related("by").prefetch_related("runs")

    def newest_first(self):
        return self.with_runs().order_by("-pk")

    def hold(self, pk):
        """Lock it to the end of the transaction; None where its things have been made already."""
        return self.select_for_update().filter(pk=pk, made_at=None).first()


class BroughtRecordQuerySet(models.QuerySet):
    def of_rows(self, kind, rows):
        return self.filter(kind=kind, row__in=rows)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def that_stay(self):
        """What an undone import left, as somebody worked on it."""
        return self.filter(kept=True)


class KnownHeadQuerySet(models.QuerySet):
    def of(self, run):
        """What is known of the titles of this table, or None."""
        return self.select_related("by").filter(what=run.what, fingerprint=_fingerprint(run.head)).first()

    def kinds_of(self, head):
        """What tables with these titles held before, the latest first."""
        return self.filter(fingerprint=_fingerprint(head)).order_by("-used_at").values_list("what", flat=True)

    def remember(self, run):
        """Keep how the columns were mapped; fields of their own are found again by their titles."""
        mapping = {place: "extra:new" if key.startswith("extra:") else key for place, key in run.mapping.items()}
        known = {"mapping": mapping, "by": run.by, "used_at": clock.now()}
        self.update_or_create(what=run.what, fingerprint=_fingerprint(run.head), defaults=known)


def _fingerprint(head):
    return sha256("\n".join(sort_key(title) for title in without_report(head)).encode("utf-8", "replace")).hexdigest()
