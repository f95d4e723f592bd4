from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(minutes=5)
STUCK = timedelta(minutes=15)
GRACE = timedelta(seconds=15)
"""The judgement waits so long after a cut-off: what was begun before it is committed by then, a slip undone."""
TRIES = 3


class Claim(models.Model):
    """A close that somebody has to carry out exactly once: due → claimed → evaluated → published.

    Each arrow is one transaction of whoever holds the claim; after the lease anybody takes it over.
    """

    class State(models.TextChoices):
        DUE = "due", _("ahead")
        CLAIMED = "claimed", _("being judged")
        EVALUATED = "evaluated", _("judged")
        PUBLISHED = "published", _("closed")

    day = models.DateField()
    cut_off = models.DateTimeField()
    zone = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    worker = models.CharField(max_length=80, blank=True)
    claimed_at = models.DateTimeField(null=True)
    first_tried_at = models.DateTimeField(null=True)
    evaluated_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    found = models.JSONField(null=True)
    rules = models.JSONField(default=dict)
    news_is_due = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def is_closed(self):
        return self.state == self.State.PUBLISHED
