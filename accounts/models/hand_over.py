from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class HandOverQuerySet(models.QuerySet):
    def going(self):
        return self.filter(finished_at=None)


class HandOver(models.Model):
    """What somebody who left had in hand, on its way to colleagues.

    `receivers` is {kind of record: id of a colleague}, `given` {kind of record: how many went over}. It is carried on until nothing
    is left; `stopped` says that a colleague can take nothing over any more.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hand_overs", verbose_name=_("who leaves"))
    receivers = models.JSONField()
    given = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    stopped = models.BooleanField(default=False)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(finished_at=None), name="one_hand_over_of_a_person_at_a_time")
        ]

    def __str__(self):
        return f"{self.user_id}: {sum(self.given.values())}"

    @property
    def total(self):
        return sum(self.given.values())
