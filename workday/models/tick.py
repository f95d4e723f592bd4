from django.db import models
from django.utils.translation import gettext_lazy as _


class Tick(models.Model):
    """What the scheduler remembers of itself: one row. It holds rather than judge by a clock it cannot trust."""

    class Hold(models.TextChoices):
        NONE = "", ""
        BACKWARD = "backward", _("the clock went back")
        FORWARD = "forward", _("the clock went more than 31 days ahead")
        GAP = "gap", _("more than 31 days were missed")

    last_at = models.DateTimeField(null=True)
    hold = models.CharField(max_length=10, choices=Hold, default=Hold.NONE, blank=True)
    held_since = models.DateTimeField(null=True)
    gap_from = models.DateField(null=True)
    only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="there_is_one_tick")]

    @classmethod
    def locked(cls):
        """The row, held to the end of the transaction."""
        cls.objects.get_or_create(only=True)
        return cls.objects.select_for_update().get()

    @classmethod
    def current(cls):
        return cls.objects.first() or cls()

    @property
    def stands_still(self):
        """Nothing at all is judged until the clock is right again or an administrator says that it is."""
        return self.hold in (self.Hold.BACKWARD, self.Hold.FORWARD)
