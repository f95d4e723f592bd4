from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at__isnull=True)

    def unread_or_unrung(self):
        """What its reader has not seen: unread, or of a kind that does not ring."""
        return self.filter(Q(read_at__isnull=True) | Q(read_at=F("created_at")))

    def told_between(self, first, last):
        return self.filter(created_at__gte=first, created_at__lt=last)

    def unmailed(self):
        """What no letter has told of."""
        return self.filter(mailed_at=None)

    def oldest_first(self):
        return self.order_by("created_at", "pk")

    def to_push(self, recipient, key, since=None):
        """One notice by its key, or (after quiet hours) all that came since a moment."""
        found = self.filter(recipient=recipient, pushed_at__isnull=True)
        return found.filter(created_at__gte=datetime.fromisoformat(since)) if since else found.filter(key=key)

    def called_for(self, after, at):
        """Unread ones for which a browser was woken, within a day, later than the last one it showed."""
        return self.unread().filter(pushed_at__gt=max(filter(None, [after, at - timedelta(days=1)]))).order_by("-pushed_at", "-pk")

    def visible_to(self, user):
        return self.filter(recipient=user)

    def with_key(self, key, recipients):
        return self.filter(key=key, recipient__in=recipients)

    def told_under(self, key):
        """Everybody's of one key."""
        return self.filter(key=key).select_related("recipient__role", "recipient__department")

    def find(self, recipient, key):
        return self.filter(recipient=recipient, key=key).select_related("recipient__role", "recipient__department").first()

    def one(self, pk):
        return self.filter(pk=pk)

    def by_ids(self, ids):
        return self.filter(pk__in=ids)

    def naming(self, cards, words):
        """Those about the cards, (kind, ids), that name any of the words."""
        about = reduce(or_, [Q(subject_kind=kind, subject_id__in=ids) for kind, ids in cards], Q(pk__in=[]))
        named = reduce(or_, [Q(words__icontains=word) for word in words], Q(pk__in=[]))
        return self.filter(about).annotate(words=Cast("details", models.TextField())).filter(named)

    def read(self, at):
        """Whatever is still unread counts as read from this moment; tells how many."""
        return self.unread().update(read_at=at)


class Notice(models.Model):
    """Something a person is told. `key` makes telling it twice the same as once; the subject is looked up anew,
    with the reader's rights of that moment, when it is shown."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)
    key = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    pushed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notices_of_a_person"),
            models.Index(fields=["recipient"], name="unread_notices", condition=Q(read_at=None)),
        ]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="told_once")]

    @property
    def was_read(self):
        """By its reader: what does not ring counts as read from its first moment."""
        return self.read_at is not None and self.read_at > self.created_at
