from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock


class ConfigurationChange(models.Model):
    """A row for each change of what seldom changes; written by triggers of the database, read as one stamp.

    Rows are only added: two changes committed in either order give another stamp, which a counter could not promise.
    """

    made_at = models.DateTimeField(_("changed"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of the configuration")
        verbose_name_plural = _("changes of the configuration")

    @classmethod
    def forget_old_ones(cls):
        """Of changes longer ago than any transaction lasts only the last is needed: the stamp goes on from it."""
        last = cls.objects.order_by("-pk").values_list("pk", flat=True).first()
        cls.objects.filter(made_at__lt=clock.now() - timedelta(days=1)).exclude(pk=last).delete()
