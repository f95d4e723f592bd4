from django.conf import settings
from django.db import models

from .source import DictionaryWord


class SegmentGroup(DictionaryWord):
    """Region, industry, size: what segments are sorted by."""


class Segment(DictionaryWord):
    """A part of the market to which clients belong."""

    group = models.ForeignKey(SegmentGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="segments")


class SegmentLimitQuerySet(models.QuerySet):
    def by_person(self):
        """[(user, [segment, …])] by name."""
        people = {}
        for limit in self.select_related("user", "segment").order_by("user__last_name", "user__first_name", "user_id", "segment__name"):
            people.setdefault(limit.user, []).append(limit.segment)
        return list(people.items())


class SegmentLimit(models.Model):
    """The user sees clients of these segments only; no row means no limit."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="segment_limits")
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="+")

    objects = SegmentLimitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "segment"], name="one_limit_per_segment")]
