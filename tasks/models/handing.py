from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.text import clean_line
from timeline.models import Entry, Recorded

from ..refusals import NotAllowed


class HandoffReasonQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)


class HandoffReason(models.Model):
    """Why a hand-off is returned; a reason out of use stays with what was returned for it."""

    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = HandoffReasonQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=models.Q(retired_at=None), name="one_live_handoff_reason_per_name")
        ]

    def __str__(self):
        return self.name


class HandoffRules(Recorded):
    """What holds of all hand-offs of the company: one row. No minutes: nobody is told that one is not accepted."""

    kind = "handoff_rules"

    accept_minutes = models.PositiveSmallIntegerField(_("to be accepted within, working time"), null=True, blank=True, default=240)
    only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="there_is_one_row_of_handoff_rules")]

    @classmethod
    def current(cls):
        return cls.objects.first() or cls()

    def shape(self, *, by, accept_minutes, reasons):
        """The limit, and the reasons in this order; one left out is retired, so that the past keeps it."""
        if not by.has_right("configure"):
            raise NotAllowed
        with transaction.atomic():
            self.accept_minutes = accept_minutes
            self.save()
            names = list(dict.fromkeys(clean_line(name)[:120] for name in reasons if clean_line(name)))
            HandoffReason.objects.live().exclude(name__in=names).update(retired_at=clock.now())
            known = {reason.name: reason for reason in HandoffReason.objects.live()}
            for place, name in enumerate(names):
                known.setdefault(name, HandoffReason(name=name)).position = place
            HandoffReason.objects.bulk_update([one for one in known.values() if one.pk], ["position"])
            HandoffReason.objects.bulk_create(one for one in known.values() if not one.pk)
            self.record("handoff_rules_changed", by=by, audience=Entry.Audience.ADMINS, minutes=accept_minutes, reasons=names)
