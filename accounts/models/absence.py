from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AbsenceQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(from_on__lte=day, to_on__gte=day)


class Absence(models.Model):
    """Somebody is away from one date to another, both included; the deputy takes what comes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="deputises")
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    known_from = models.DateTimeField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(deputy=F("user")), name="nobody_deputises_themselves"),
        ]
