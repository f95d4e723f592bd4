import hashlib
import secrets

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm_project.lib import clock
from timeline.models import Entry

from ..refusals import NotAllowed, TooManyFeeds

MOST = 5


def digest_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


class CalendarFeedQuerySet(models.QuerySet):
    def live(self):
        return self.filter(revoked_at__isnull=True)

    def visible_to(self, user):
        return self.filter(user=user)

    def of_id(self, pk):
        return self.filter(pk=pk)

    def newest_first(self):
        return self.order_by("-created_at", "-pk")

    def of_token(self, token):
        """The living feed of an active person, or None: revoked, unknown and dismissed are the same."""
        found = self.live().filter(token_hash=digest_of(token), user__is_active=True)
        return found.select_related("user__role", "user__department").first()

    def revoke(self, at):
        return self.live().update(revoked_at=at)

    def was_read(self, at):
        return self.update(last_read_at=at)


class CalendarFeed(models.Model):
    """A private link under which a calendar program reads somebody's tasks. The link is shown once and kept as a digest."""

    class Scope(models.TextChoices):
        OWN = "own", _("my tasks")
        TEAM = "team", _("tasks of everybody whose tasks I see")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.OWN)
    created_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    @classmethod
    def make(cls, user, *, scope, by):
        """A new link of one's own; answers (feed, token), and the token is known to nobody afterwards."""
        if by.pk != user.pk or not by.may("see", "task"):
            raise NotAllowed
        token = secrets.token_urlsafe(32)
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)
            if user.calendar_feeds.live().count() >= MOST:
                raise TooManyFeeds
            feed = cls.objects.create(user=user, token_hash=digest_of(token), scope=scope, created_at=clock.now())
            user.record("feed_made", by=by, audience=Entry.Audience.ADMINS, scope=scope)
        return feed, token

    def revoke(self, *, by):
        """The link is dead from this moment, whoever has it; twice is the same as once."""
        if by.pk != self.user_id:
            raise NotAllowed
        with transaction.atomic():
            if CalendarFeed.objects.of_id(self.pk).revoke(clock.now()):
                by.record("feed_revoked", by=by, audience=Entry.Audience.ADMINS, scope=self.scope)

    @classmethod
    def revoke_all(cls, user):
        """Whoever leaves takes no calendar along."""
        return cls.objects.visible_to(user).revoke(clock.now())
