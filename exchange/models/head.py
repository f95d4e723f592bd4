from django.conf import settings
from django.db import models

from ..querysets import KnownHeadQuerySet


class KnownHead(models.Model):
    """A row of titles that came in before, and how its columns were mapped: offered to whoever brings the next such table."""

    what = models.CharField(max_length=10)
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField()

    objects = KnownHeadQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "fingerprint"], name="a_head_is_known_once")]
