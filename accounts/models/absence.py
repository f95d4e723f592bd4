from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock

_COLUMNS = ("user", "from_on", "to_on", "deputy", "known_from", "known_to")


class AbsenceQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(from_on__lte=day, to_on__gte=day)

    def current(self):
        """Those that nobody has taken back."""
        return self.filter(known_to=clock.FOREVER)

    def of_people(self, ids):
        """Of these people; None means everybody."""
        return self if ids is None else self.filter(user__in=ids)

    def ending_from(self, day):
        """Those that are not over before a date."""
        return self.filter(to_on__gte=day)

    def overlapping(self, user, from_on, to_on):
        return self.current().filter(user=user, from_on__lte=to_on, to_on__gte=from_on)

    def covering(self, user, from_on, to_on):
        return self.filter(user=user, from_on__lte=from_on, to_on__gte=to_on)

    def with_people(self):
        """With what a timetable and the rules ask of who is away and who stands in."""
        names = ("zone", "department_id", "is_active")
        people = [f"{person}__{name}" for person in ("user", "deputy") for name in (*names, "role__matrix")]
        return self.select_related("user__role", "deputy__role").only(*_COLUMNS, *people)

    def for_list(self):
        return self.select_related("user__department", "deputy").order_by("from_on", "user__last_name", "pk")


class Absence(models.Model):
    """Somebody is away from one date to another, both included; the deputy takes what comes.

    It counts for a date if it was known before that date was closed; one taken back stays for the dates closed meanwhile.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="deputises")
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(default=clock.FOREVER)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(deputy=F("user")), name="nobody_deputises_themselves"),
        ]
