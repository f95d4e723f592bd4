from django.conf import settings
from django.db import models


class SettingsNoteQuerySet(models.QuerySet):
    def since(self, moment):
        return self.filter(at__gte=moment).order_by("pk")


class SettingsNote(models.Model):
    """What whoever changed settings that the handbook shows said of it: why, and whether people are asked to read it.

    `blocks` are the living blocks, or families of them, that the settings feed; the edition that follows carries the reasons.
    """

    blocks = models.JSONField(default=list)
    reason = models.CharField(max_length=200, blank=True)
    is_told = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)

    objects = SettingsNoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.reason
