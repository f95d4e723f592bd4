from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from crm_project.lib import clock
from crm_project.lib.text import clean
from timeline.models import Entry, Recorded

from ..querysets import ClaimQuerySet, DepartmentDayQuerySet
from ..refusals import NotAllowed, ReasonNeeded
from .claim import Claim


class PersonDay(Claim):
    """The claim on one working date of one person, judged at their own cut-off."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="days")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="person_days")
    warned = ArrayField(models.PositiveSmallIntegerField(), default=list)
    morning_at = models.DateTimeField(null=True)
    looks_are_due = models.BooleanField(default=False, db_default=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_close_per_person_and_day")]
        indexes = [
            models.Index(fields=["cut_off"], name="person_days_open", condition=~Q(state="published")),
            models.Index(fields=["department", "day"], name="person_days_of_a_department"),
            models.Index(fields=["user"], name="person_days_with_news", condition=Q(news_is_due=True)),
            models.Index(fields=["day"], name="person_days_to_look_at", condition=Q(looks_are_due=True)),
        ]

    def __str__(self):
        return f"{self.user_id} {self.day}"


class DepartmentDay(Claim, Recorded):
    """The claim on one working date of a department, judged once at the latest of its members' cut-offs."""

    kind = "department_day"

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="days")

    objects = DepartmentDayQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "day"], name="one_close_per_department_and_day")]
        indexes = [models.Index(fields=["cut_off"], name="department_days_open", condition=~Q(state="published"))]
        verbose_name = _("department's day")

    def __str__(self):
        return f"{self.department_id} {self.day}"

    def set_aside(self, reason, *, by):
        """Leave the whole day out of the reports; the ledger keeps every row. Said once, with a reason."""
        from ..third_breach import reconsider_day
        from .correction import Void

        if not by.has_right("configure"):
            raise NotAllowed
        if not clean(reason):
            raise ReasonNeeded
        with transaction.atomic():
            facts = {"by": by, "reason": clean(reason)[:2000], "at": clock.now()}
            void, made = Void.objects.get_or_create(department_day=self, defaults=facts)
            if made:
                self.record("voided", by=by, audience=Entry.Audience.TEAM, reason=void.reason, day=self.day.isoformat())
                reconsider_day(self)
        return void
