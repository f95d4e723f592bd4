from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_project.lib.months import months_later


class StartProfile(models.TextChoices):
    ONE = "one", _("One department: everyone sees the department's clients and edits their own")
    SEVERAL = "several", _("Several departments: each sees what their role allows")


class Workspace(models.Model):
    """The company itself: one row."""

    name = models.CharField(_("company name"), max_length=200)
    zone = models.CharField(_("time zone"), max_length=60, default="Europe/Moscow")
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    language = models.CharField(_("language"), max_length=2, default="ru")
    city_code = models.CharField(_("city code for short phone numbers"), max_length=5, blank=True)
    start_profile = models.CharField(_("start profile"), max_length=10, choices=StartProfile, default=StartProfile.ONE)
    enquiries_become_deals = models.BooleanField(_("enquiries become deals at once"), default=False)
    more_control = models.BooleanField(_("more control"), default=False)
    check_months = models.PositiveSmallIntegerField(_("ask whether data is still right after, months"), default=12, db_default=12)
    is_demo = models.BooleanField(default=False)
    only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="there_is_one_workspace")]

    def __str__(self):
        return self.name

    def asks_before(self, day):
        """Data checked before this date is asked about again on that day; None where nobody is asked."""
        return months_later(day, -self.check_months) if self.check_months else None

    @classmethod
    def current(cls):
        """The company, or an unsaved default before the first set-up."""
        return cls.objects.first() or cls(name="")
