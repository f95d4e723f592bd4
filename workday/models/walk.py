from django.conf import settings
from django.db import models

from accounts.schedule import timetable_of
from crm_project.lib import clock


class DayWalk(models.Model):
    """That somebody began to close their day card by card: once for each date, on their own calendar."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="day_walks")
    day = models.DateField()
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_walk_per_person_and_day")]

    def __str__(self):
        return f"{self.user_id} {self.day}"

    @classmethod
    def begin(cls, *, by):
        """The first press of a date counts; answers the walk of today."""
        now = clock.now()
        day = timetable_of(by).local_date(by, now)
        walk, _made = cls.objects.get_or_create(user=by, day=day, defaults={"begun_at": now})
        return walk
