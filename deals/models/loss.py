from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .funnel import Funnel


class LossReasonQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)


class LossReason(models.Model):
    """Why a card was lost: a word of the funnel's dictionary. A used one is retired, never deleted."""

    funnel = models.ForeignKey(Funnel, on_delete=models.CASCADE, related_name="loss_reasons")
    name = models.CharField(_("name"), max_length=120)
    hint = models.CharField(_("hint"), max_length=200, blank=True)
    needs_comment = models.BooleanField(_("asks for a comment"), default=False)
    needs_competitor = models.BooleanField(_("asks for the competitor"), default=False)
    return_in_months = models.PositiveSmallIntegerField(_("return in months"), null=True, blank=True)
    return_funnel = models.ForeignKey(
        Funnel,
        verbose_name=_("goes on in the funnel"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Whoever went silent gets one deal there, at its first stage; a client with an open one gets no second."),
    )
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = LossReasonQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["funnel", "name"], condition=Q(retired_at=None), name="one_live_reason_per_name")]

    def __str__(self):
        return self.name
