from datetime import timedelta

from django.db import models, transaction
from django.db.models import F

MOST_SILENCE = timedelta(minutes=5)


class Heartbeat(models.Model):
    """When the tick was last here: one row. A longer silence was an outage, and attempts get that time back."""

    at = models.DateTimeField()

    def __str__(self):
        return self.at.isoformat()

    @classmethod
    def beat(cls, now):
        """At every tick, and before an attempt is called over; answers whether an outage was made good. Twice is once."""
        from .attempt import Attempt

        with transaction.atomic():
            row = cls.objects.select_for_update().filter(pk=1).first()
            if row is None:
                cls.objects.get_or_create(pk=1, defaults={"at": now})
                return False
            silence = now - row.at
            cls.objects.filter(pk=1, at__lt=now).update(at=now)
            if silence <= MOST_SILENCE:
                return False
            going = Attempt.objects.open().filter(started_at__lte=row.at, deadline_at__gte=row.at)
            return bool(going.update(deadline_at=F("deadline_at") + silence))

    @classmethod
    def is_silent(cls, now):
        """Whether the tick has not been here for so long that the server must have been down."""
        return cls.objects.filter(pk=1, at__lt=now - MOST_SILENCE).exists()
