from django.conf import settings
from django.db import models

from .funnel import Funnel


class FunnelVersion(models.Model):
    """A funnel as it was from one moment to the next: who changed what, and how it looked then, in the words of the day."""

    funnel = models.ForeignKey(Funnel, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    changes = models.JSONField(default=list)
    shape = models.JSONField(default=list)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["funnel", "number"], name="one_funnel_version_per_number")]

    def __str__(self):
        return str(self.number)


class FunnelDraft(models.Model):
    """Edits of a funnel that would touch open cards: they wait here until somebody has looked at what they do.

    `changes` are steps as `deals.changes` writes them, in the order in which they will be made.
    """

    funnel = models.OneToOneField(Funnel, on_delete=models.CASCADE, related_name="draft")
    changes = models.JSONField(default=list)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    mark = models.PositiveIntegerField(default=1)

    def __str__(self):
        return str(self.funnel)
