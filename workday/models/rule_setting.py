from datetime import time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department

from ..actions import sound


def every_rule():
    return ["unprocessed", "no_task", "overdue"]


def usual_waves():
    return [60, 15]


class RuleSetting(models.Model):
    """What a department (none: the company) asks for, from a date on. Later rows win; the ledger keeps which one held."""

    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="rule_settings")
    effective_from = models.DateField(_("in force from"))
    unprocessed = models.BooleanField(_("new deals must be processed"), default=True)
    no_task = models.BooleanField(_("every open deal has a task"), default=True)
    overdue = models.BooleanField(_("no overdue tasks"), default=True)
    leads = models.BooleanField(
        _("the rules hold for leads too"),
        default=False,
        help_text=_("Enquiries then need a first call, a next task and no overdue ones by the close, as deals do."),
    )
    min_age = models.PositiveSmallIntegerField(_("a new deal may wait, working minutes"), default=30, validators=[MaxValueValidator(120)])
    warnings = ArrayField(models.PositiveSmallIntegerField(), default=usual_waves, blank=True)
    morning_at = models.TimeField(_("morning digest at"), null=True, blank=True, default=time(9))
    actions = models.JSONField(default=dict, db_default={}, blank=True)
    signals = models.JSONField(default=every_rule, db_default=["unprocessed", "no_task", "overdue"], blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["effective_from", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(min_age__lte=120), name="a_new_deal_waits_two_hours_at_most"),
        ]

    def __str__(self):
        return f"{self.department or '—'} {self.effective_from}"

    def is_on(self, rule):
        return getattr(self, rule)

    @property
    def signalled(self):
        """Codes of the rules whose third breach in ten working days makes a signal, of those that are on."""
        return [rule for rule in every_rule() if rule in self.signals and self.is_on(rule)]

    @property
    def acts(self):
        """{rule: [codes]} of what the system does after a breach, of the rules that are on."""
        return {rule: codes for rule, codes in sound(self.actions).items() if self.is_on(rule)}
