"""What is said about the ledger afterwards: rows of their own, because the ledger itself is never changed."""

from django.conf import settings
from django.db import models

from .days import DepartmentDay
from .ledger import Breach


class Said(models.Model):
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Excuse(Said):
    """The head found good cause; the breach stays and is marked."""

    breach = models.OneToOneField(Breach, on_delete=models.PROTECT, related_name="excused")
    reason = models.TextField(max_length=2000)


class Void(Said):
    """A whole day of a department that reports leave out."""

    department_day = models.OneToOneField(DepartmentDay, on_delete=models.PROTECT, related_name="void")
    reason = models.TextField(max_length=2000)


class Explanation(Said):
    """What the person says about a breach."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="explanations")
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ["at", "pk"]
