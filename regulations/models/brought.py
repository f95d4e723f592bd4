from django.conf import settings
from django.db import models

from crm_project.lib import clock


class BroughtFileQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(by=user)

    def made_before(self, moment):
        return self.filter(created_at__lt=moment)


class BroughtFile(models.Model):
    """What was read in a file somebody brought, until they say yes to it: one per person, forgotten after a day."""

    by = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    found = models.JSONField()
    created_at = models.DateTimeField(default=clock.now)

    objects = BroughtFileQuerySet.as_manager()

    def __str__(self):
        return self.name
