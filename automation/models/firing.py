from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deals.models import Deal

from ..querysets import FiringQuerySet
from ..said import in_ours
from .rule import Rule


class Firing(models.Model):
    """A rule has to act on a deal because of one event: `event` names it, and one rule acts on it once.

    `due_at` is when; `why` says, in the language of the company, why nothing was done, `why_said` the same in each language;
    `did` is what was done, as {id, said: {language: sentence}, call: what became of a call} (plain sentences in former days).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("planned ahead")
        DONE = "done", _("acted")
        SKIPPED = "skipped", _("not needed")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("broke off")

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="firings")
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="firings")
    event = models.CharField(max_length=80)
    facts = models.JSONField(default=dict, db_default={})
    state = models.CharField(max_length=8, choices=State, default=State.WAITING, db_default="waiting")
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    acted_at = models.DateTimeField(null=True)
    depth = models.PositiveSmallIntegerField(default=0, db_default=0)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    why = models.TextField(blank=True, db_default="")
    why_said = models.JSONField(default=dict, db_default={})
    did = models.JSONField(default=list, db_default=[])
    tells = models.JSONField(null=True)

    objects = FiringQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="firings_due", condition=Q(state="waiting")),
            models.Index(fields=["rule", "-acted_at", "-id"], name="firings_of_a_rule", condition=~Q(state="waiting")),
            models.Index(fields=["deal", "-id"], name="firings_of_a_deal"),
        ]
        constraints = [models.UniqueConstraint(fields=["rule", "deal", "event"], name="a_rule_acts_once_on_an_event")]

    def __str__(self):
        return f"{self.rule_id} {self.deal_id} {self.event}"

    @property
    def reason(self):
        """Why nothing was done, for whoever reads now."""
        return in_ours(self.why_said) or self.why
