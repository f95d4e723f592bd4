from django.conf import settings
from django.db import models

from .source import DictionaryWord


class SegmentGroup(DictionaryWord):
    """Region, industry, size: what segments are sorted by."""


class Segment(DictionaryWord):
    """A part of the market to which clients belong."""

    group = models.ForeignKey(SegmentGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="segments")


class SegmentLimit(models.Model):
    """The user sees clients of these segments only; no row means no limit."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="segment_limits")
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "segment"], name="one_limit_per_segment")]
