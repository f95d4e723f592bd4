from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.Model):
    """Something done with the client of a deal: it is what makes a new deal *processed*.

    Only these count: an outgoing call (answered or not), an answered incoming one, a letter, a meeting, a completed
    task. Planning, opening, editing and a missed call never become acts.
    """

    class Kind(models.TextChoices):
        CALL_OUT = "call_out", _("outgoing call")
        CALL_IN = "call_in", _("answered incoming call")
        LETTER = "letter", _("letter")
        MEETING = "meeting", _("meeting")
        TASK = "task", _("completed task")

    deal = models.ForeignKey("Deal", on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["deal", "recorded_at"], name="acts_of_a_deal"),
            models.Index(fields=["by", "happened_at"], name="acts_of_a_person"),
        ]
